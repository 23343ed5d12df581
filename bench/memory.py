"""Memory of the whole process tree after 500 rendered pages, against that after 100."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bench.pages import served
from bench.render import manners_for
from crawler.renderer import Renderer
from crawler.settings import Config

FIRST, LAST = 100, 500
CEILING = 1.3


def tree() -> set[int]:
    """Pids of this process and all below it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.parent.name)] = int(fields[1])
    found = {os.getpid()}
    while grown := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= grown
    return found


def pss() -> int:
    """Proportional set size of the process tree, in bytes."""
    total = 0
    for pid in tree():
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total * 1024


async def _grow(base: str) -> tuple[int, int]:
    netloc = base.removeprefix("http://")
    renderer = Renderer(Config(folder=Path(), delay=0.0, allowed_hosts=frozenset({netloc})), manners_for(netloc))
    early = 0
    for n in range(LAST):
        await renderer.scan(f"{base}/sad/{n}", allowed_hosts=frozenset({netloc}), wait_for="h1")
        if n + 1 == FIRST:
            early = pss()
    late = pss()
    await renderer.close()
    return early, late


def main() -> int:
    with served() as base:
        early, late = asyncio.run(_grow(base))
    ratio = late / early
    print(f"memory: {late / 2**20:.0f} MiB after {LAST} rendered pages, {early / 2**20:.0f} MiB after {FIRST},")
    print(f"  ratio {ratio:.2f} (wanted: at most {CEILING}) {'ok' if ratio <= CEILING else 'ABOVE'}")
    return int(ratio > CEILING)


if __name__ == "__main__":
    sys.exit(main())

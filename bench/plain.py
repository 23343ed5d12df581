"""Plain scan, from extraction to the stored result, against a bare Scrapy spider with three parsel selectors."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.pages import served
from storage.workspace import Workspace

PAGES = 400
FLOOR = 0.7

SITE = """
from crawler.site import Marketplace


class Bench(Marketplace):
    \"\"\"The bench's own pages, on loopback.\"\"\"

    name = "bench"
    home = "{base}/"
    browse = ["{base}/list/{count}"]
    languages = ["en"]
    expect = (0, 100000)
    links = "a.ad"
    native_id = r"/ad/(\\d+)"
    fields = {{"title": "h1", "text": ".body", "price": ".price", "seller": ".seller"}}
    currency = "GBP"
"""


def bare(base: str, count: int) -> float:
    """Seconds that the bare spider takes for the pages, one at a time."""
    out = subprocess.run(
        [sys.executable, "-m", "bench.bare_spider", base, str(count)], capture_output=True, text=True, check=True
    )
    return float(out.stdout.splitlines()[-1])


def ours(base: str, count: int, folder: Path) -> float:
    """Seconds that a sweep takes for the same pages, one at a time, from its first request to its end."""
    Workspace.create(folder)
    netloc = base.removeprefix("http://")
    (folder / "fieldsign.toml").write_text(
        f'delay = 0.0\nallowed_hosts = ["{netloc}"]\npage_budget = {count + 10}\nlistings_per_index = {count}\n'
    )
    (folder / "sites").mkdir(exist_ok=True)
    (folder / "sites" / "bench.py").write_text(SITE.format(base=base, count=count))
    child = subprocess.Popen(
        [sys.executable, "-m", "fieldsign.child", str(folder), "bench"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    began = time.monotonic()
    for line in child.stdout:
        event = json.loads(line)
        if event["event"] == "begun":
            began = time.monotonic()
        if event["event"] == "end":
            ended = time.monotonic()
            assert event["listings"] == count, event
    child.wait()
    return ended - began


def main() -> int:
    with served() as base, tempfile.TemporaryDirectory() as folder:
        pairs = [(bare(base, PAGES), ours(base, PAGES, Path(folder) / str(turn))) for turn in range(3)]
    theirs, mine = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    ratio = theirs / mine
    print(f"plain scan: {PAGES / mine:.0f} pages/s, bare Scrapy {PAGES / theirs:.0f} pages/s, one page at a time,")
    print(f"  ratio {ratio:.2f} (wanted: at least {FLOOR}) {'ok' if ratio >= FLOOR else 'BELOW'}")
    return int(ratio < FLOOR)


if __name__ == "__main__":
    sys.exit(main())

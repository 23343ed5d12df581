"""A replay of packs over 100,000 stored listings, against the same rules over the same texts in memory."""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

from bench.matching import SEED, told
from bench.texts import terms, texts
from measure.replay import Replay
from rules import RuleSet
from storage.kept import kept_listings, read_only
from storage.store import Store
from storage.workspace import Workspace

LISTINGS, CHARACTERS = 100_000, 300
FLOOR = 0.7
ON = date(2026, 11, 20)
SITE = "INSERT INTO sites VALUES ('bench', 'http://127.0.0.1/', '2026-11-20T00:00:00Z')"
LISTING = """INSERT INTO listings (id, site, native_id, url, title, text, content_sha256, first_seen_at, last_seen_at,
    kept_because) VALUES (?, 'bench', ?, 'http://127.0.0.1/', ?, ?, '', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z',
    'audit')"""


def stored(workspace: Workspace, adverts: Iterable[str]) -> None:
    Store.open(workspace).close()
    with closing(sqlite3.connect(workspace.database)) as connection, connection:
        connection.execute(SITE)
        rows = ((f"{number:06}", str(number), text[:60], text[60:]) for number, text in enumerate(adverts))
        connection.executemany(LISTING, rows)


def main() -> int:
    pick = random.Random(SEED)  # noqa: S311 - the same texts on every run
    some = terms(20_000, pick)
    made = texts(LISTINGS * CHARACTERS // 20, some, some, pick, 0.02)
    adverts = [made[number % len(made)][:CHARACTERS] for number in range(LISTINGS)]
    rules = RuleSet.load()
    rules.match({"title": "warm up: 1vory"}, ON)
    fields = [{"title": text[:60], "text": text[60:]} for text in adverts]
    began = time.perf_counter()
    fired = sum(bool(matches) for matches in rules.match_all(fields, ON))
    alone = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder) / "bench")
        stored(workspace, adverts)
        replay = Replay(rules, rules)
        with read_only(workspace) as connection:
            began = time.perf_counter()
            changes = sum(1 for _ in replay.changes(kept_listings(connection)))
            taken = time.perf_counter() - began
    assert (changes, fired) == (0, replay.counts.new.hits)
    print(f"replay: {LISTINGS} stored listings in {taken:.0f} s, {fired} of them fire")
    return int(not told("replay to matching the same texts in memory", alone / taken, "", FLOOR))


if __name__ == "__main__":
    sys.exit(main())

from __future__ import annotations

import re
import time

from storage.ids import crockford, new_id


def test_ids_are_ulids_and_grow() -> None:
    """26 Crockford digits; each greater than the one before, many in one millisecond."""
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", one) for one in ids)


def test_an_id_begins_with_its_time() -> None:
    before = time.time_ns() // 1_000_000
    assert crockford(before, 10) <= new_id()[:10] <= crockford(time.time_ns() // 1_000_000 + 1, 10)


def test_crockford_digits() -> None:
    assert crockford(0, 2) == "00"
    assert crockford(32 + 31, 2) == "1Z"

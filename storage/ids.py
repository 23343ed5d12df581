"""ULIDs: 48 bits of milliseconds and 80 random bits, so that ids sort by the time they were made."""

from __future__ import annotations

import os
import secrets
import threading
import time

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_lock = threading.Lock()
_last = (0, 0)


def crockford(number: int, length: int) -> str:
    """`number` in Crockford's base 32 (no I, L, O, U), the lowest `length` digits."""
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(length)))


def new_id() -> str:
    """A new ULID of 26 characters; within one process each is greater than the one before."""
    global _last
    with _lock:
        pid, number = _last
        fresh = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
        _last = (os.getpid(), fresh if pid != os.getpid() or fresh > number else number + 1)
        return crockford(_last[1], 26)

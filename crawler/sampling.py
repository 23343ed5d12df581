"""Which of the links on an index page are looked at: a seeded choice that anyone can repeat."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable


def rank(seed: int, key: str) -> bytes:
    """A listing's place in the draw of one sweep: a keyed hash, so it depends on nothing but the seed and the id."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), key=str(seed).encode(), digest_size=12).digest()


def choose(keys: Iterable[str], size: int, seed: int) -> frozenset[str]:
    """Simple random sample of `size` distinct keys (all of them if there are fewer): the lowest ranks win."""
    return frozenset(heapq.nsmallest(size, dict.fromkeys(keys), key=lambda key: rank(seed, key)))


def drawn(seed: int, key: str, share: float) -> bool:
    """Whether a key falls into a random share (0 to 1) of all keys, such as the audit sample."""
    return int.from_bytes(rank(seed, "audit:" + key)[:8], "big") < share * 2**64

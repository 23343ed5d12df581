"""Which result pages of the frame, and which listings on them, are looked at: seeded draws that anyone can repeat."""

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


def drawn_pages(seed: int, stratum: str, last: int, size: int) -> tuple[int, ...]:
    """Return the numbers of the result pages to look at, in the random order in which they are to be asked for.

    The first page always is; `size - 1` more are a simple random sample of pages 2 to `last`. `stratum` is the query
    or the category. Pages in random order make what moves from page to page in the meantime come twice as often as
    it is missed, and no more.
    """
    rest = {str(number): number for number in range(2, last + 1)}
    chosen = choose(rest, max(0, size - 1), _page_seed(seed, stratum))
    ranked = sorted(chosen, key=lambda key: rank(_page_seed(seed, stratum), key))
    return (1, *(rest[key] for key in ranked))


def inclusion_of(number: int, last: int, size: int) -> float:
    """Return the probability with which `drawn_pages` takes a page of that number."""
    return 1.0 if number == 1 or size >= last else (size - 1) / (last - 1)


def _page_seed(seed: int, stratum: str) -> int:
    return int.from_bytes(rank(seed, f"pages:{stratum}")[:6], "big")


def drawn(seed: int, key: str, share: float) -> bool:
    """Whether a key falls into a random share (0 to 1) of all keys, such as the audit sample."""
    return int.from_bytes(rank(seed, "audit:" + key)[:8], "big") < share * 2**64

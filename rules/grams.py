"""Which letters follow each other in the words that are looked for, as bits: quick to ask of a whole text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rules.fold import Places, Points, points_of
from rules.letters import Kind, kind_of, kinds_of
from rules.lookalikes import base

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]
LETTER_BITS, GRAM, PAIR_BITS = 5, 5, 22
MARGIN = 8

UNKNOWN = 255
_codes = np.full(0x110000, UNKNOWN, dtype=np.uint8)


@lru_cache(maxsize=65_536)
def _code(char: str) -> int:
    if not Kind.LATIN <= kind_of(char) <= Kind.LETTER:
        return 0
    return (ord(base(char)) & 31) or 31


def codes_of(points: Points) -> Codes:
    """Five bits a letter of a spaced script, accents aside, 0 for anything else; MARGIN zeros at both ends."""
    codes = np.zeros(len(points) + 2 * MARGIN, dtype=np.uint8)
    inner = codes[MARGIN : len(points) + MARGIN]
    _codes.take(points, out=inner, mode="clip")
    if (unknown := inner == UNKNOWN).any():
        for point in np.unique(points[unknown]).tolist():
            _codes[point] = _code(chr(point))
        _codes.take(points, out=inner, mode="clip")
    return codes


class Grams:
    """Which five letters follow each other in some word, and which two characters in words of unspaced scripts."""

    def __init__(self, words: Iterable[str], pairs: Iterable[str]) -> None:
        self._grams = np.zeros(1 << (LETTER_BITS * GRAM - 3), dtype=np.uint8)
        self._unaccented = self._grams.copy()
        self._fours = np.zeros(1 << (LETTER_BITS * (GRAM - 1) - 3), dtype=np.uint8)
        points = points_of("\0\0\0".join(("", "", *words, "")))
        codes = codes_of(points)[MARGIN:-MARGIN]
        doubled = (points[1:] == points[:-1]) & (codes[1:] > 0)
        kept = np.append(True, ~doubled)
        codes, accented = codes[kept], kinds_of(points)[kept] == Kind.ACCENTED
        keys = _keys([codes[shift : len(codes) - 4 + shift] for shift in range(GRAM)])
        _set_bits(self._grams, keys)
        _set_bits(self._fours, keys >> LETTER_BITS)
        _set_bits(self._unaccented, keys[~accented[2:-2]])
        self._pairs = np.zeros(1 << PAIR_BITS, dtype=bool)
        ends = points_of("".join(pairs))
        self._pairs[_pair_keys(ends[0::2], ends[1::2])] = True

    def among(self, codes: Codes, places: Sequence[Places], *, unaccented: bool = False) -> Places:
        """Return which of the places, by their number, have letters around them as some word has.

        `places` are seven arrays of one length, the places of a letter in the middle and of three on either side;
        what stands beyond the end of a word does not count. The letter in the middle and those beside it must each
        stand among the right neighbours; with `unaccented`, the one in the middle has no accent in that word.
        """
        # four letters first: their bits fit into a processor's cache, and few places pass
        four = [codes[place + MARGIN] for place in places[1:-2]]
        four[0] = np.where(four[1] > 0, four[0], 0)
        some = np.flatnonzero(_has_bits(self._fours, _keys(four)))
        beyond = codes[places[-2][some] + MARGIN]
        near = [code[some] for code in four]
        near.append(np.where(near[3] > 0, beyond, 0))
        known = _has_bits(self._unaccented if unaccented else self._grams, _keys(near))
        some, near = some[known], [code[known] for code in near]
        first, last = codes[places[0][some] + MARGIN], codes[places[-1][some] + MARGIN]
        left = [np.where(near[0] > 0, first, 0), *near[:-1]]
        right = [*near[1:], np.where(near[4] > 0, last, 0)]
        known_left = _has_bits(self._grams, _keys(left)) | (near[1] == 0)
        found: Places = some[known_left & (_has_bits(self._grams, _keys(right)) | (near[3] == 0))]
        return found

    def has_pair(self, first: Points, second: Points) -> Mask:
        """Whether the two characters follow each other in some word."""
        return self._pairs[_pair_keys(first, second)]


def _set_bits(bits: npt.NDArray[np.uint8], keys: npt.NDArray[np.int64]) -> None:
    np.bitwise_or.at(bits, keys >> 3, np.uint8(1) << (keys & 7).astype(np.uint8))


def _has_bits(bits: npt.NDArray[np.uint8], keys: npt.NDArray[np.int64]) -> Mask:
    known: Mask = (bits[keys >> 3] >> (keys & 7).astype(np.uint8)) & 1 > 0
    return known


def _keys(codes: Sequence[Codes]) -> npt.NDArray[np.int64]:
    keys = codes[0].astype(np.int64)
    for code in codes[1:]:
        keys = (keys << LETTER_BITS) | code
    return keys


def _pair_keys(first: Points, second: Points) -> npt.NDArray[np.int64]:
    mixed = first.astype(np.int64) * 40_503 + second
    return (mixed ^ (mixed >> PAIR_BITS)) & ((1 << PAIR_BITS) - 1)

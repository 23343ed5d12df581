"""Where a text calls for a closer look: places at which a word may be disguised, found in whole arrays at once.

What ordinary text is full of (doubled letters, accents, single spaces) calls for a look only where the letters around
it, put together, stand in some word that is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.fold import Places, Points, points_of
from rules.letters import Kind, Kinds, kind_of, kinds_of
from rules.lexicon import LONGEST_TOKEN
from rules.lookalikes import base

Mask = npt.NDArray[np.bool_]
LETTER_BITS, GRAM = 5, 5
PAIR_BITS = 22
GAPS = (1, 2, 3)


class Split(NamedTuple):
    """A space at `gap` between words from `first` to `last`; with a word more each way from `earlier` to `later`."""

    gap: int
    first: int
    last: int
    earlier: int
    later: int


@dataclass(frozen=True, slots=True)
class Suspicions:
    """Places in a folded text: odd tokens (begin and end), first of spaced letters, spaces inside a word, gaps."""

    tokens: tuple[tuple[int, int], ...]
    spaced: Places
    split: tuple[Split, ...]
    gaps: tuple[tuple[int, Places], ...]


_codes = np.zeros(0x110000, dtype=np.uint8)
_coded = np.zeros(0x110000, dtype=bool)


@lru_cache(maxsize=65_536)
def _code(char: str) -> int:
    if not Kind.LATIN <= kind_of(char) <= Kind.LETTER:
        return 0
    return (ord(base(char)) & 31) or 31


def _codes_of(points: Points) -> npt.NDArray[np.uint8]:
    """Five bits a letter of a spaced script, accents aside; 0 for anything else."""
    if not (known := _coded.take(points)).all():
        for point in np.unique(points[~known]).tolist():
            _codes[point], _coded[point] = _code(chr(point)), True
    return _codes.take(points)


class Grams:
    """Which five letters follow each other in some word, and which two characters in words of unspaced scripts."""

    def __init__(self, words: Iterable[str], pairs: Iterable[str]) -> None:
        self._grams = np.zeros(1 << (LETTER_BITS * GRAM - 3), dtype=np.uint8)
        self._unaccented = self._grams.copy()
        text = "\0\0\0".join(("", "", *words, ""))
        points = points_of(text)
        codes = _codes_of(points)
        same = points[1:] == points[:-1]
        kept = np.append(True, ~(same & (codes[1:] > 0)))
        codes, accented = codes[kept], kinds_of(points)[kept] == Kind.ACCENTED
        keys = _keys([codes[shift : len(codes) - 4 + shift] for shift in range(GRAM)])
        _set_bits(self._grams, keys)
        _set_bits(self._unaccented, keys[~accented[2:-2]])
        self._pairs = np.zeros(1 << PAIR_BITS, dtype=bool)
        ends = points_of("".join(pairs))
        self._pairs[_pair_keys(ends[0::2], ends[1::2])] = True

    def has(self, points: Points, places: Sequence[Places], *, unaccented: bool = False) -> Mask:
        """Whether the letters at the places, seven arrays of the same length, follow each other in some word.

        What stands beyond the end of a word does not count. The letter in the middle and those beside it must each
        stand among the right neighbours; with `unaccented`, the one in the middle has no accent in that word.
        """
        last = len(points)
        codes = [
            np.where((place >= 0) & (place < last), _codes_of(points.take(place, mode="clip")), 0) for place in places
        ]
        for place, inner in ((2, 3), (1, 2), (0, 1), (4, 3), (5, 4), (6, 5)):
            codes[place] = np.where(codes[inner] > 0, codes[place], 0)
        left, right = (_has_bits(self._grams, _keys(codes[start : start + GRAM])) for start in (0, 2))
        middle = _has_bits(self._unaccented if unaccented else self._grams, _keys(codes[1 : 1 + GRAM]))
        found: Mask = middle & (left | (codes[2] == 0)) & (right | (codes[4] == 0))
        return found

    def has_pair(self, first: Points, second: Points) -> Mask:
        """Whether the two characters follow each other in some word."""
        return self._pairs[_pair_keys(first, second)]


def _set_bits(bits: npt.NDArray[np.uint8], keys: npt.NDArray[np.int64]) -> None:
    np.bitwise_or.at(bits, keys >> 3, np.uint8(1) << (keys & 7).astype(np.uint8))


def _has_bits(bits: npt.NDArray[np.uint8], keys: npt.NDArray[np.int64]) -> Mask:
    known: Mask = (bits[keys >> 3] >> (keys & 7).astype(np.uint8)) & 1 > 0
    return known


def _keys(codes: list[npt.NDArray[np.uint8]]) -> npt.NDArray[np.int64]:
    keys = np.zeros(len(codes[0]), dtype=np.int64)
    for code in codes:
        keys = (keys << LETTER_BITS) | code
    return keys


def _pair_keys(first: Points, second: Points) -> npt.NDArray[np.int64]:
    mixed = first.astype(np.int64) * 40_503 + second
    return (mixed ^ (mixed >> PAIR_BITS)) & ((1 << PAIR_BITS) - 1)


def suspicions(points: Points, kinds: Kinds, grams: Grams) -> Suspicions:
    """Find the places of a folded text that call for a closer look."""
    letter = (kinds >= Kind.LATIN) & (kinds <= Kind.LETTER)
    words = [
        _odd_signs(kinds, letter),
        _mixed(kinds),
        np.flatnonzero(kinds == Kind.LOOKALIKE),
        _doubled(points, letter, grams),
        _accented(points, kinds, grams),
    ]
    return Suspicions(
        tokens=_tokens(np.unique(np.concatenate(words)), points, kinds),
        spaced=_spaced(kinds, letter),
        split=_split(points, kinds, letter, grams),
        gaps=tuple((width, _gaps(points, kinds, width, grams)) for width in GAPS),
    )


def _tokens(places: Places, points: Points, kinds: Kinds) -> tuple[tuple[int, int], ...]:
    """The runs without spaces that the places stand in; of a long one, LONGEST_TOKEN characters around each place."""
    if not len(places):
        return ()
    spaces = np.concatenate(([-1], np.flatnonzero((kinds == Kind.GAP) | (points == 0)), [len(points)]))
    which = np.searchsorted(spaces, places)
    begins = np.maximum(spaces[which - 1] + 1, places - LONGEST_TOKEN)
    ends = np.minimum(spaces[which], places + LONGEST_TOKEN)
    return tuple(dict.fromkeys(zip(begins.tolist(), ends.tolist(), strict=True)))


def _odd_signs(kinds: Kinds, letter: Mask) -> Places:
    """Digits and signs between letters, before three letters or after three; hashes before a word."""
    digit, sign = kinds == Kind.DIGIT, kinds == Kind.SIGN
    odd = digit | sign | (kinds == Kind.INNER) | (kinds == Kind.OTHER)
    inner = np.flatnonzero(odd[1:-1] & (letter | odd)[:-2] & letter[2:]) + 1
    inner = inner[letter[inner - 1] | (inner > 1) & letter[inner - 2] | (kinds[inner] == Kind.INNER)]
    before = np.flatnonzero((digit | sign | (kinds == Kind.INNER))[:-3] & letter[1:-2] & letter[2:-1] & letter[3:])
    before = before[(before == 0) | ~(letter | digit)[before - 1]]
    after = np.flatnonzero(digit[3:] & letter[2:-1] & letter[1:-2]) + 3
    after = after[(after == len(kinds) - 1) | ~(letter | digit)[np.minimum(after + 1, len(kinds) - 1)]]
    return np.concatenate((inner, before, after))


def _mixed(kinds: Kinds) -> Places:
    """Where letters of two alphabets stand side by side."""
    alphabet = np.where(kinds == Kind.ACCENTED, Kind.LATIN, kinds)
    one = (kinds >= Kind.LATIN) & (kinds <= Kind.GREEK)
    return np.flatnonzero((alphabet[1:] != alphabet[:-1]) & one[1:] & one[:-1])


def _doubled(points: Points, letter: Mask, grams: Grams) -> Places:
    same = (points[1:] == points[:-1]) & letter[1:]
    last = np.flatnonzero(same & ~np.append(same[1:], False))
    if not len(last):
        return last
    triple = same[last - 1] & (last > 0)
    left, right = [last - 1], [last + 2 + same.take(last + 2, mode="clip")]
    for _ in range(2):
        left.append(left[-1] - 1 - same.take(left[-1] - 1, mode="clip"))
        right.append(right[-1] + 1 + same.take(right[-1] + 1, mode="clip"))
    found: Places = last[triple | grams.has(points, [*reversed(left), last, *right])]
    return found


def _accented(points: Points, kinds: Kinds, grams: Grams) -> Places:
    places = np.flatnonzero(kinds == Kind.ACCENTED)
    if not len(places):
        return places
    return places[grams.has(points, [places + shift for shift in range(-3, 4)], unaccented=True)]


def _spaced(kinds: Kinds, letter: Mask) -> Places:
    """The first of three single letters or digits with one or two other characters between each."""
    word = letter | (kinds == Kind.DIGIT) | (kinds == Kind.LOOKALIKE)
    single = word.copy()
    single[1:] &= ~word[:-1]
    single[:-1] &= ~word[1:]
    found = [
        np.flatnonzero(single[: -2 * step] & single[step:-step] & single[2 * step :])
        for step in (2, 3, 4)
        if len(single) > 2 * step
    ]
    places: Places = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return places[letter[places] | letter[np.minimum(places + 2, len(letter) - 1)]]


def _split(points: Points, kinds: Kinds, letter: Mask, grams: Grams) -> tuple[Split, ...]:
    """Spaces that stand inside a word."""
    gap = kinds == Kind.GAP
    places = np.flatnonzero(gap[1:-1] & letter[:-2] & letter[2:]) + 1
    if not len(places):
        return ()
    places = places[grams.has(points, [places + shift for shift in (-3, -2, -1, 1, 2, 3, 4)])]
    ends = np.flatnonzero((kinds == Kind.GAP) | (kinds > Kind.LOOKALIKE))
    ends = np.concatenate(([-1, -1], ends, [len(points)] * 2))
    which = np.searchsorted(ends, places)
    first, last = ends[which - 1], ends[which + 1]
    earlier, later = ends[which - 2], ends[which + 2]
    earlier = np.where(gap[first] & (first >= 0) & (earlier < first - 1), earlier, first)
    later = np.where(gap.take(last, mode="clip") & (last < len(points)) & (later > last + 1), later, last)
    columns = (places, first + 1, last, earlier + 1, later)
    return tuple(map(Split, *(column.tolist() for column in columns)))


def _gaps(points: Points, kinds: Kinds, width: int, grams: Grams) -> Places:
    """The last character before something that stands inside a word of an unspaced script."""
    unspaced = kinds == Kind.UNSPACED
    between = (kinds < Kind.UNSPACED) | (kinds > Kind.UNSPACED_MARK) & (kinds != Kind.STOP)
    if len(kinds) < width + 2:
        return np.zeros(0, dtype=np.int64)
    both = unspaced[: -width - 1] & unspaced[width + 1 :]
    for place in range(1, width + 1):
        both &= between[place : len(kinds) - width - 1 + place]
    places = np.flatnonzero(both)
    return places[grams.has_pair(points[places], points[places + width + 1])]

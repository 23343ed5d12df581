"""Where a text calls for a closer look: places at which a word may be disguised, found in whole arrays at once.

What ordinary text is full of (doubled letters, accents, single spaces) calls for a look only where the letters around
it, put together, stand in some word that is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.fold import Places, Points
from rules.grams import Codes, Grams, codes_of
from rules.letters import Kind, Kinds
from rules.lexicon import LONGEST_TOKEN

Mask = npt.NDArray[np.bool_]
GAPS = (1, 2, 3)
NONE = np.zeros(0, dtype=np.int64)


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


def suspicions(points: Points, kinds: Kinds, grams: Grams) -> Suspicions:
    """Find the places of a folded text that call for a closer look."""
    letter = (kinds >= Kind.LATIN) & (kinds <= Kind.LETTER)
    codes = codes_of(points)
    words = (
        _odd_signs(kinds, letter),
        _mixed(kinds),
        np.flatnonzero(kinds == Kind.LOOKALIKE),
        _stars(points, letter),
        _doubled(points, letter, codes, grams),
        _accented(kinds, codes, grams),
    )
    return Suspicions(
        tokens=_tokens(np.unique(np.concatenate(words)), points, kinds),
        spaced=_spaced(kinds, letter),
        split=_split(kinds, letter, codes, grams),
        gaps=tuple(_gaps(points, kinds, grams)),
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
    digit, sign = kinds == Kind.DIGIT, (kinds == Kind.SIGN) | (kinds == Kind.INNER)
    odd = digit | sign | (kinds == Kind.OTHER)
    inner = np.flatnonzero(odd[1:-1] & (letter | odd)[:-2] & letter[2:]) + 1
    inner = inner[letter[inner - 1] | (inner > 1) & letter[inner - 2] | (kinds[inner] == Kind.INNER)]
    three = letter[:-2] & letter[1:-1] & letter[2:]
    before = np.flatnonzero((digit | sign)[:-3] & three[1:])
    before = before[(before == 0) | ~(letter | digit)[before - 1]]
    after = np.flatnonzero(digit[3:] & three[:-1]) + 3
    after = after[(after == len(kinds) - 1) | ~(letter | digit).take(after + 1, mode="clip")]
    return np.concatenate((inner, before, after))


def _stars(points: Points, letter: Mask) -> Places:
    """Asterisks behind a letter, which may stand for one."""
    stars = np.flatnonzero(points == ord("*"))
    return stars[letter.take(stars - 1, mode="clip")]


def _mixed(kinds: Kinds) -> Places:
    """Where letters of two alphabets stand side by side."""
    latin = (kinds == Kind.LATIN) | (kinds == Kind.ACCENTED)
    other = (kinds == Kind.CYRILLIC) | (kinds == Kind.GREEK)
    if not other.any():
        return NONE
    mixed = (latin[1:] & other[:-1]) | (other[1:] & latin[:-1])
    mixed |= other[1:] & other[:-1] & (kinds[1:] != kinds[:-1])
    return np.flatnonzero(mixed)


def _doubled(points: Points, letter: Mask, codes: Codes, grams: Grams) -> Places:
    same = (points[1:] == points[:-1]) & letter[1:]
    last = np.flatnonzero(same & ~np.append(same[1:], False))
    if not len(last):
        return last
    left, right = [last - 1], [last + 2 + same.take(last + 2, mode="clip")]
    for _ in range(2):
        left.append(left[-1] - 1 - same.take(left[-1] - 1, mode="clip"))
        right.append(right[-1] + 1 + same.take(right[-1] + 1, mode="clip"))
    triple = last[same[last - 1] & (last > 0)]
    end = len(points) + 2
    around = [np.clip(place, -2, end) for place in (*reversed(left), last, *right)]
    return np.concatenate((triple, last[grams.among(codes, around)]))


def _accented(kinds: Kinds, codes: Codes, grams: Grams) -> Places:
    places = np.flatnonzero(kinds == Kind.ACCENTED)
    return places[grams.among(codes, [places + shift for shift in range(-3, 4)], unaccented=True)]


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
    places: Places = np.unique(np.concatenate(found)) if found else NONE
    return places[letter[places] | letter[np.minimum(places + 2, len(letter) - 1)]]


def _split(kinds: Kinds, letter: Mask, codes: Codes, grams: Grams) -> tuple[Split, ...]:
    """Spaces that stand inside a word."""
    gap = kinds == Kind.GAP
    places = np.flatnonzero(gap[1:-1] & letter[:-2] & letter[2:]) + 1
    places = places[grams.among(codes, [places + shift for shift in (-3, -2, -1, 1, 2, 3, 4)])]
    if not len(places):
        return ()
    ends = np.flatnonzero(gap | (kinds > Kind.LOOKALIKE))
    ends = np.concatenate(([-1, -1], ends, [len(kinds)] * 2))
    which = np.searchsorted(ends, places)
    first, last = ends[which - 1], ends[which + 1]
    earlier, later = ends[which - 2], ends[which + 2]
    earlier = np.where(gap[first] & (first >= 0) & (earlier < first - 1), earlier, first)
    later = np.where(gap.take(last, mode="clip") & (last < len(kinds)) & (later > last + 1), later, last)
    columns = (places, first + 1, last, earlier + 1, later)
    return tuple(map(Split, *(column.tolist() for column in columns)))


def _gaps(points: Points, kinds: Kinds, grams: Grams) -> list[tuple[int, Places]]:
    """By width, the last character before something that stands inside a word of an unspaced script."""
    unspaced = kinds == Kind.UNSPACED
    if not unspaced.any():
        return []
    between = (kinds < Kind.UNSPACED) | (kinds > Kind.UNSPACED_MARK) & (kinds != Kind.STOP)
    opened = unspaced[:-1] & between[1:]
    found = []
    for width in GAPS:
        if len(kinds) >= width + 2:
            places = np.flatnonzero(opened[: len(kinds) - width - 1] & unspaced[width + 1 :])
            found.append((width, places[grams.has_pair(points[places], points[places + width + 1])]))
        opened = opened[:-1] & between[width + 1 :]
    return found

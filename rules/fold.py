"""A text as it is compared, offsets kept: what never changes a word's meaning is read as one.

Compatibility forms, upper and lower case, Chinese characters of all regions, Arabic letters that are typed one for the
other, digits of all scripts; what cannot be seen is dropped. Hyphens, underscores and every run of white space become
one space, typographic apostrophes the typed one. Tone marks of Thai and Vietnamese stay, and so do accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rules.han import one_form

MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u064b-\u065f\u0670\u093c"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f"
)
MARK = re.compile(f"[{MARKS}]")
HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
TONE, NIKHAHIT, AA, SARA_AM = "\u0e48-\u0e4b", "\u0e4d", "\u0e32", "\u0e33"
SPLIT_AM = re.compile(f"([{TONE}]?){NIKHAHIT}([{TONE}]?){AA}")
CLUSTER = re.compile(rf"{SPLIT_AM.pattern}|[\x00-\x7f](?![{MARKS}])|.[{MARKS}]*", re.DOTALL)

UNSEEN_RANGES = ((0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10), (0xE0000, 0xE0080))
# strokes over letters, and accents that no letter of any alphabet bears: what composing leaves over, such as the dot
# of a Turkish capital I once it is folded
OVERLAYS = frozenset(
    chr(code)
    for first, end in ((0x0300, 0x0370), (0x0483, 0x048A), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x20F1))
    for code in range(first, end)
)
# short vowels of Arabic, the dot below of Indic letters: written or left out at will
OPTIONAL = frozenset(map(chr, (*range(0x064B, 0x0660), 0x0670, 0x0640, 0x093C)))
INVISIBLE = (
    frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\ufeff\uffa0")
    | {chr(code) for first, end in UNSEEN_RANGES for code in range(first, end)}
    | OVERLAYS
)
DROPPED = INVISIBLE | OPTIONAL

SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029-_\u2010\u2011\u2043\ufe58\uff0d"
ALIKE = str.maketrans(
    {
        **dict.fromkeys(SPACES, " "),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060", "'"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیېئ", "ي"),
        **dict.fromkeys("ةہھۀەۂ", "ه"),
        "ؤ": "و",
        "ک": "ك",
        "ё": "е",
        "ı": "i",
        "\u0901": "\u0902",
    }
)

Points = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

NO_POINTS = np.zeros(0, dtype="<u4")
UNKNOWN, SEVERAL, IS_MARK = 1 << 30, 1 << 29, 1 << 28
_table = np.full(0x110000, UNKNOWN, dtype="<u4")


class Edits(NamedTuple):
    """Places where a text was changed to more or fewer characters, in order; between them offsets run alike.

    Edit k made of `begins[k]:ends[k]` of the old text `lengths[k]` characters from `at[k]` on of the new one.
    """

    at: Places
    lengths: Places
    begins: Places
    ends: Places

    def old(self, place: int) -> tuple[int, int]:
        """Return where the character at a place of the new text began and ended in the old one."""
        edit = int(np.searchsorted(self.at, place, side="right")) - 1
        if edit < 0:
            return place, place + 1
        beyond = place - int(self.at[edit] + self.lengths[edit])
        begin, end = int(self.begins[edit]), int(self.ends[edit])
        return (begin, end) if beyond < 0 else (end + beyond, end + beyond + 1)


class Folded(NamedTuple):
    """A folded text, maybe a part of a longer one: from `offset` on, in the original from `origin`.

    `points` are its code points; a part has none.
    """

    text: str
    points: Points
    edits: tuple[Edits, ...] = ()
    offset: int = 0
    origin: int = 0

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that the folded span `start:end` (not empty) was read from."""
        first, last = (start + self.offset,) * 2, (end - 1 + self.offset, end + self.offset)
        for edits in reversed(self.edits):
            first, last = edits.old(first[0]), edits.old(last[1] - 1)
        return first[0] - self.origin, last[1] - self.origin

    def part(self, start: int, end: int, origin: int) -> Folded:
        """Return the part `start:end`, whose original begins at `origin` of this one's."""
        return Folded(self.text[start:end], NO_POINTS, self.edits, self.offset + start, self.origin + origin)


def plainly(cluster: str) -> str:
    """Fold compatibility forms and case alone: composed first, so that tone marks of Vietnamese stay what they are."""
    composed = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(char for char in unicodedata.normalize("NFKC", composed) if char not in INVISIBLE)


@lru_cache(maxsize=65_536)
def _folded(cluster: str) -> str:
    if cluster == SARA_AM:
        return cluster
    if split := SPLIT_AM.fullmatch(cluster):
        return split[1] + split[2] + SARA_AM
    read = (char for char in plainly(cluster).translate(ALIKE) if char not in DROPPED)
    return "".join(one_form(char) if HAN.match(char) else _digit(char) for char in read)


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _learn(points: Points) -> None:
    """Fill the table for code points that were not met before: most fold to one character whatever stands beside."""
    for point in np.unique(points).tolist():
        char = chr(point)
        alone = _folded(char)
        value = ord(alone) if len(alone) == 1 else SEVERAL
        mark = MARK.match(char) or char == NIKHAHIT
        _table[point] = value | IS_MARK | SEVERAL if mark else value


def points_of(text: str) -> Points:
    """The code points of any string, lone surrogates and NUL included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def fold(text: str) -> Folded:
    """Fold a text. Any string is accepted, lone surrogates and NUL included."""
    if text.isascii():
        plain = text.lower().translate(ALIKE)
        if "  " not in plain:
            return Folded(plain, points_of(plain))
    points = points_of(text)
    folded = _table.take(points)
    if (unknown := folded == UNKNOWN).any():
        _learn(points[unknown])
        folded = _table.take(points)
    odd = folded >= IS_MARK
    if not odd.any():
        return _spaced_once(folded, ())
    _widen(odd, points, folded)
    return _spaced_once(*_folded_with_odd(text, folded, odd))


def _widen(odd: npt.NDArray[np.bool_], points: Points, folded: Points) -> None:
    """Count the character before each mark in, and all four places of a Thai sara am in two halves."""
    marks = (folded & IS_MARK) > 0
    odd[:-1] |= marks[1:]
    for place in np.flatnonzero(points == ord(NIKHAHIT)).tolist():
        odd[max(0, place - 1) : place + 3] = True


def _spaced_once(folded: Points, edits: tuple[Edits, ...]) -> Folded:
    """Keep the first space of each run."""
    spaces = folded == ord(" ")
    again = spaces[1:] & spaces[:-1]
    if again.any():
        gone = np.flatnonzero(again) + 1
        shortened = Edits(gone - np.arange(len(gone)), np.zeros_like(gone), gone, gone + 1)
        folded, edits = folded[np.append(True, ~again)], (*edits, shortened)
    return Folded(folded.tobytes().decode("utf-32-le", "surrogatepass"), folded, edits)


def _folded_with_odd(text: str, single: Points, odd: npt.NDArray[np.bool_]) -> tuple[Points, tuple[Edits, ...]]:
    """Fold where some places become none or several characters; those are few and are done one by one."""
    at: list[int] = []
    lengths: list[int] = []
    begins: list[int] = []
    ends: list[int] = []
    pieces: list[Points] = []
    done, length = 0, 0
    for first, last in _runs(np.flatnonzero(odd)):
        for cluster in CLUSTER.finditer(text, first, last + 1):
            begin, end = cluster.span()
            piece = points_of(_folded(cluster[0]))
            pieces += [single[done:begin], piece]
            length += begin - done
            at.append(length)
            lengths.append(len(piece))
            begins.append(begin)
            ends.append(end)
            length, done = length + len(piece), end
    edits = Edits(*(np.array(column, dtype=np.int64) for column in (at, lengths, begins, ends)))
    return np.concatenate((*pieces, single[done:])), (edits,)


def _runs(places: Places) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring places."""
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts, lasts = places[np.append(0, breaks + 1)], places[np.append(breaks, len(places) - 1)]
    return zip(firsts.tolist(), lasts.tolist(), strict=True)


def folded_term(term: str) -> str:
    """Return a term as it is looked for: folded, with single spaces."""
    return " ".join(fold(term).text.split())

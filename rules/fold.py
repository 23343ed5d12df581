"""The plain view of a text, offsets kept: compatibility forms and case folded, what cannot be seen dropped.

Hyphens and every run of white space become one space, typographic apostrophes the typed one: pages break lines and
set quotes as they like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

MARKS = r"\u0300-\u036f\u0483-\u0487\u064b-\u065f\u1ab0-\u1aff\u20d0-\u20f0\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f"
MARK = re.compile(f"[{MARKS}]")
CLUSTER = re.compile(rf"[\x00-\x7f](?![{MARKS}])|.[{MARKS}]*", re.DOTALL)
UNSEEN_RANGES = ((0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10))
INVISIBLE = frozenset("\u00ad\u034f\u061c\u0640\u115f\u1160\u17b4\u17b5\u180e\ufeff").union(
    chr(code) for first, end in UNSEEN_RANGES for code in range(first, end)
)

ALIKE = str.maketrans(
    {**dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029-\u2010", " "), "\u2018": "'", "\u2019": "'"}
)

Offsets = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]

SIMPLE, COMPLEX, UNKNOWN = 1, 2, 0
_kind = np.zeros(0x110000, dtype=np.uint8)
_single = np.zeros(0x110000, dtype="<u4")
_is_mark = np.zeros(0x110000, dtype=bool)
for _mark in MARK.findall("".join(map(chr, range(0x300, 0x10000)))):
    _is_mark[ord(_mark)] = True


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `starts[i]` and `ends[i]` are where folded character i came from; None means unchanged offsets."""

    text: str
    starts: Offsets | None
    ends: Offsets | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that the folded span `start:end` (not empty) was read from."""
        if self.starts is None or self.ends is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1])


@lru_cache(maxsize=16_384)
def _folded(cluster: str) -> str:
    """A character with its marks: composed first, so that tone marks of Vietnamese and Thai stay what they are."""
    composed = unicodedata.normalize("NFKC", cluster).casefold()
    seen = "".join(char for char in unicodedata.normalize("NFKC", composed) if char not in INVISIBLE)
    # a Turkish capital dotted I folds to i and a dot above, which nobody types after a small i
    return seen.replace("i\u0307", "i").translate(ALIKE)


def _learn(points: Offsets) -> None:
    """Fill the table for code points that were not met before: most fold to one character whatever stands beside."""
    for point in np.unique(points[_kind[points] == UNKNOWN]):
        alone = _folded(chr(point))
        _kind[point] = SIMPLE if len(alone) == 1 else COMPLEX
        _single[point] = ord(alone) if len(alone) == 1 else 0


def fold(text: str) -> Folded:
    """Fold a text (NFKC, full casefold). Any string is accepted, lone surrogates and NUL included."""
    if text.isascii():
        plain = text.lower().translate(ALIKE)
        if "  " not in plain:
            return Folded(plain, None, None)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    _learn(points)
    marks = _is_mark[points]
    odd = (_kind[points] == COMPLEX) | marks
    odd[:-1] |= marks[1:]
    if not odd.any():
        return _spaced_once(_single[points], None, None)
    return _spaced_once(*_folded_with_odd(text, points, odd))


def _spaced_once(folded: Points, starts: Offsets | None, ends: Offsets | None) -> Folded:
    """Keep the first space of each run."""
    spaces = folded == ord(" ")
    again = spaces[1:] & spaces[:-1]
    if not again.any():
        return Folded(_string(folded), starts, ends)
    if starts is None or ends is None:
        starts, ends = np.arange(len(folded)), np.arange(1, len(folded) + 1)
    kept = np.append(True, ~again)
    return Folded(_string(folded[kept]), starts[kept], ends[kept])


def _folded_with_odd(text: str, points: Offsets, odd: npt.NDArray[np.bool_]) -> tuple[Points, Offsets, Offsets]:
    """Fold where some places become none or several characters; those are few and are done one by one."""
    count = len(points)
    lengths, ends = np.ones(count, dtype=np.int64), np.arange(1, count + 1)
    pieces: dict[int, str] = {}
    for first, last in _runs(np.flatnonzero(odd)):
        for cluster in CLUSTER.finditer(text, first, last + 1):
            begin, end = cluster.span()
            pieces[begin] = _folded(cluster[0])
            lengths[begin:end] = 0
            lengths[begin], ends[begin] = len(pieces[begin]), end
    starts = np.repeat(np.arange(count), lengths)
    folded = _single[points[starts]]
    offsets = np.cumsum(lengths) - lengths
    for begin, piece in pieces.items():
        folded[offsets[begin] : offsets[begin] + len(piece)] = [ord(char) for char in piece]
    return folded, starts, ends[starts]


def _runs(places: Offsets) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring places."""
    for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        yield int(run[0]), int(run[-1])


def _string(points: Points) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def folded_term(term: str) -> str:
    """Return a term as it is looked for: folded, with single spaces."""
    return " ".join(fold(term).text.split())

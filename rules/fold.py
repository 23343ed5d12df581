"""The plain view of a text: compatibility forms and case folded, what cannot be seen dropped, offsets kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MARKS = r"\u0300-\u036f\u0483-\u0487\u064b-\u065f\u1ab0-\u1aff\u20d0-\u20f0\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f"
CLUSTER = re.compile(rf"[\x00-\x7f](?![{MARKS}])|.[{MARKS}]*", re.DOTALL)
UNSEEN_RANGES = ((0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10))
INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\ufeff").union(
    chr(code) for first, end in UNSEEN_RANGES for code in range(first, end)
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `starts[i]` and `ends[i]` are where folded character i came from; None means unchanged offsets."""

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that the folded span `start:end` (not empty) was read from."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=16_384)
def _folded(cluster: str) -> str:
    """A character with its marks: composed first, so that tone marks of Vietnamese and Thai stay what they are."""
    composed = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(char for char in unicodedata.normalize("NFKC", composed) if char not in INVISIBLE)


def fold(text: str) -> Folded:
    """Fold a text (NFKC, full casefold). Any string is accepted, lone surrogates and NUL included."""
    if text.isascii():
        return Folded(text.lower(), None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in CLUSTER.finditer(text):
        piece = _folded(cluster[0])
        pieces.append(piece)
        starts.extend([cluster.start()] * len(piece))
        ends.extend([cluster.end()] * len(piece))
    return Folded("".join(pieces), tuple(starts), tuple(ends))


def folded_term(term: str) -> str:
    """Return a term as it is looked for: folded, with single spaces."""
    return " ".join(fold(term).text.split())

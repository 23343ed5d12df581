"""What kind of character a folded character is, as one small number, so that a whole text is sorted at once."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rules.fold import Points

Kinds = npt.NDArray[np.uint8]


class Kind(IntEnum):
    """Kinds of characters. LATIN to LOOKALIKE make words of spaced scripts, UNSPACED and its marks do not."""

    GAP = 0
    LATIN = 1
    ACCENTED = 2
    CYRILLIC = 3
    GREEK = 4
    LETTER = 5
    DIGIT = 6
    LOOKALIKE = 7
    UNSPACED = 8
    UNSPACED_MARK = 9
    SIGN = 10
    INNER = 11
    OTHER = 12
    APOSTROPHE = 13
    STOP = 14
    UNKNOWN = 255


UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
SIGNS = "@$!|€£¥+"
INNER_SIGNS = "./\\*~^·•=:&#°‧∙⋅"
STOPS = "。，、！？；：,;?…"
_ALPHABETS = {"LATIN": Kind.ACCENTED, "CYRILLIC": Kind.CYRILLIC, "GREEK": Kind.GREEK}
# letters that ordinary words of no living language here are written with: small capitals, phonetic signs, Cherokee
_RARE = ("SMALL CAPITAL", "CHEROKEE", "LISU", "COPTIC", "TURNED", "REVERSED", "LETTER SCRIPT G", "LATIN LETTER ALPHA")
_RARE_RANGES = ((0x0250, 0x02AF), (0x1D00, 0x1DBF), (0xA720, 0xA7FF), (0xAB30, 0xABBF), (0x1F150, 0x1F1FF))


@lru_cache(maxsize=131_072)
def is_unspaced(char: str) -> bool:
    """Tell whether a character belongs to a script that is written without spaces between words."""
    return any(low <= ord(char) <= high for low, high in UNSPACED_RANGES)


def _is_rare(char: str, name: str) -> bool:
    in_range = any(low <= ord(char) <= high for low, high in _RARE_RANGES)
    return in_range or any(word in name for word in _RARE)


@lru_cache(maxsize=131_072)
def kind_of(char: str) -> Kind:
    """The kind of a folded character."""
    if char == " ":
        return Kind.GAP
    if char in "\0\x01":
        return Kind.STOP
    if "a" <= char <= "z":
        return Kind.LATIN
    for some, kind in ((SIGNS, Kind.SIGN), (INNER_SIGNS, Kind.INNER), (STOPS, Kind.STOP), ("'", Kind.APOSTROPHE)):
        if char in some:
            return kind
    category = unicodedata.category(char)
    if is_unspaced(char):
        return Kind.UNSPACED_MARK if category[0] == "M" else Kind.UNSPACED if category[0] in "LMN" else Kind.OTHER
    name = unicodedata.name(char, "")
    if _is_rare(char, name):
        return Kind.LOOKALIKE
    if category[0] in "LM":
        return _ALPHABETS.get(name.split(" ")[0], Kind.LETTER)
    return Kind.DIGIT if category[0] == "N" else Kind.OTHER


_kinds = np.full(0x110000, Kind.UNKNOWN, dtype=np.uint8)


def kinds_of(points: Points) -> Kinds:
    """The kinds of the characters of a folded text."""
    kinds = _kinds.take(points)
    if (unknown := kinds == Kind.UNKNOWN).any():
        for point in np.unique(points[unknown]).tolist():
            _kinds[point] = kind_of(chr(point))
        kinds = _kinds.take(points)
    return kinds


@lru_cache(maxsize=131_072)
def is_word(char: str) -> bool:
    """Tell whether a folded character is part of a word of a spaced script: letters, their marks, digits."""
    return Kind.LATIN <= kind_of(char) <= Kind.LOOKALIKE

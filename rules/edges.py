"""Where a word begins and ends, by script: what is written with spaces needs whole words, what is not does not."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNSPACED = (
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
ENDINGS: dict[str, frozenset[str]] = {
    "en": frozenset({"s", "es"}),
    "fr": frozenset({"s", "x", "es"}),
    "es": frozenset({"s", "es"}),
    "pt": frozenset({"s", "es"}),
    "de": frozenset({"e", "en", "er", "es", "n", "s"}),
    "id": frozenset({"nya"}),
    "ms": frozenset({"nya"}),
}
ARABIC_PREFIXES = frozenset({"ال", "و", "ب", "ل", "ك", "ف", "لل", "وال", "بال", "فال", "كال"})
TURKISH_ENDING = re.compile(  # plural, then whose, then case
    "(?:l[ae]r)?(?:[ıiuü]m?|s[ıiuü]|m)?(?:n?[dt][ae]n?|[yn]?[ıiuüae]|n?[ıiuü]n|y?l[ae])?"
)
COMPOUND_LENGTH = 7


@lru_cache(maxsize=65_536)
def is_unspaced(char: str) -> bool:
    """Tell whether a character belongs to a script that is written without spaces between words."""
    return any(low <= ord(char) <= high for low, high in UNSPACED)


@lru_cache(maxsize=65_536)
def is_word(char: str) -> bool:
    """Tell whether a character is part of a word of a spaced script: letters, their marks, digits."""
    return unicodedata.category(char)[0] in "LMN" and not is_unspaced(char)


def stands_alone(text: str, start: int, end: int, language: str) -> bool:
    """Tell whether `text[start:end]`, folded, is a word or phrase of its own and not a part of another word."""
    return _left(text, start, language) and _right(text, start, end, language)


def word_end(text: str, place: int) -> int:
    """Return where the word of a spaced script goes on to that `place` stands in or behind; `place` itself if none."""
    while 0 < place < len(text) and is_word(text[place - 1]) and is_word(text[place]):
        place += 1
    return place


def word_start(text: str, place: int) -> int:
    """Return where the word of a spaced script begins that `place` stands in; `place` itself if none."""
    while 0 < place < len(text) and is_word(text[place - 1]) and is_word(text[place]):
        place -= 1
    return place


def _left(text: str, start: int, language: str) -> bool:
    if is_unspaced(text[start]) or not is_word(text[start]):
        return True
    begin = word_start(text, start)
    return begin == start or (language == "ar" and text[begin:start] in ARABIC_PREFIXES)


def _right(text: str, start: int, end: int, language: str) -> bool:
    if is_unspaced(text[end - 1]):
        # a vowel or tone mark that follows makes another word of it: Thai shirt is tiger with a mark more
        return end == len(text) or not unicodedata.category(text[end]).startswith("M")
    if not is_word(text[end - 1]):
        return True
    tail = text[end : word_end(text, end)]
    if not tail or tail in ENDINGS.get(language, ()):
        return True
    if language == "tr":
        return TURKISH_ENDING.fullmatch(tail) is not None
    return language == "de" and end - start >= COMPOUND_LENGTH and tail.isalpha()

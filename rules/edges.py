"""Where a word begins and ends, by script: what is written with spaces needs whole words, what is not does not."""

from __future__ import annotations

import re
import unicodedata

from rules import russian
from rules.fold import folded_term
from rules.letters import Kind, is_unspaced, is_word, kind_of

PERSIAN = "ها های هایی هام هات هاش ی ای یی م ت ش مان تان شان ان ات تر ترین رو را و"
SWAHILI_VERBS = "na nina ana tuna wana ina zina una kina vina yana lina pana wame nime ame"
ENDINGS: dict[str, frozenset[str]] = {
    "en": frozenset({"s", "es"}),
    "fr": frozenset({"s", "x", "es"}),
    "es": frozenset({"s", "es"}),
    "pt": frozenset({"s", "es"}),
    "de": frozenset({"e", "en", "er", "es", "n", "s"}),
    "id": frozenset({"nya", "ku", "mu"}),
    "ms": frozenset({"nya", "ku", "mu"}),
    "ru": russian.ENDINGS,
    "fa": frozenset(map(folded_term, PERSIAN.split())),
    "sw": frozenset({"ni"}),
}
ARABIC_PREFIXES = frozenset({"ال", "و", "ب", "ل", "ك", "ف", "لل", "وال", "بال", "فال", "كال"})
PREFIXES: dict[str, frozenset[str]] = {
    "ar": ARABIC_PREFIXES,
    "id": frozenset({"ber", "se", "di", "ke"}),
    "ms": frozenset({"ber", "se", "di", "ke"}),
    "sw": frozenset(SWAHILI_VERBS.split()),
}
TURKISH_ENDING = re.compile(  # plural, then whose, then case; with, without, maker, like, is
    "(?:l[ae]r)?(?:[iuü]m?|s[iuü]|m|[iuü][mn][iuü]z)?(?:n?[dt][ae]n?|[yn]?[iuüae]|n?[iuü]n|y?l[ae])?"
    "|l[iuü]k?|s[iuü]z|[cç][iuü]|[dt][iuü]r|ki"
)
COMPOUND_LENGTH = 7
LONGEST_ENDING = 40


def stands_alone(text: str, start: int, end: int, language: str) -> bool:
    """Tell whether `text[start:end]`, folded, is a word or phrase of its own and not a part of another word."""
    return _left(text, start, language) and _right(text, start, end, language)


def word_end(text: str, place: int) -> int:
    """Return where the word of a spaced script goes on to that `place` stands in or behind; `place` itself if none.

    Looks LONGEST_ENDING characters far.
    """
    last = min(len(text), place + LONGEST_ENDING)
    while 0 < place < last and is_word(text[place - 1]) and is_word(text[place]):
        place += 1
    return place


def word_start(text: str, place: int) -> int:
    """Return where the word of a spaced script begins that `place` stands in, likewise; `place` itself if none."""
    first = max(0, place - LONGEST_ENDING)
    while first < place < len(text) and is_word(text[place - 1]) and is_word(text[place]):
        place -= 1
    return place


def ending_fits(ending: str, language: str, length: int) -> bool:
    """Tell whether a word of that language and length may end like this and still be the same word."""
    if not ending or ending in ENDINGS.get(language, ()):
        return True
    if language == "tr":
        return TURKISH_ENDING.fullmatch(ending) is not None
    return language == "de" and length >= COMPOUND_LENGTH and ending.isalpha()


def longest_ending(language: str, length: int) -> int:
    """The most characters that `ending_fits` may allow to a word of that language and length."""
    if language == "tr" or (language == "de" and length >= COMPOUND_LENGTH):
        return LONGEST_ENDING
    return max(map(len, ENDINGS.get(language, ())), default=0)


def longest_prefix(language: str) -> int:
    """The most characters that a prefix of that language has."""
    return max(map(len, PREFIXES.get(language, ())), default=0)


def _left(text: str, start: int, language: str) -> bool:
    if is_unspaced(text[start]) or not is_word(text[start]):
        return True
    if start and kind_of(text[start - 1]) == Kind.DIGIT != kind_of(text[start]):
        return True
    begin = word_start(text, start)
    return begin == start or text[begin:start] in PREFIXES.get(language, ())


def _right(text: str, start: int, end: int, language: str) -> bool:
    if is_unspaced(text[end - 1]):
        # a vowel or tone mark that follows makes another word of it: Thai shirt is tiger with a mark more
        return end == len(text) or not unicodedata.category(text[end]).startswith("M")
    if not is_word(text[end - 1]):
        return True
    return ending_fits(text[end : word_end(text, end)], language, end - start)

"""Where a word begins and ends, and what it may have before and behind it in its language and still be the same."""

from __future__ import annotations

import re
from functools import lru_cache

from rules import russian
from rules.fold import folded_term
from rules.letters import is_word

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


def word_end(text: str, place: int) -> int:
    """Return where the word of a spaced script goes on to that `place` stands in or behind; `place` itself if none.

    Looks LONGEST_ENDING characters far.
    """
    if not 0 < place < len(text) or not is_word(text[place]):
        return place
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


def prefix_fits(prefix: str, language: str) -> bool:
    """Tell whether a word of that language may begin like this and still be the same word."""
    return not prefix or prefix in PREFIXES.get(language, ())


@lru_cache(maxsize=65_536)
def ending_fits(ending: str, language: str, length: int) -> bool:
    """Tell whether a word of that language and length may end like this and still be the same word."""
    if not ending or ending in ENDINGS.get(language, ()):
        return True
    if language == "tr":
        return TURKISH_ENDING.fullmatch(ending) is not None
    return language == "de" and length >= COMPOUND_LENGTH and ending.isalpha()


@lru_cache(maxsize=4096)
def longest_ending(language: str, length: int) -> int:
    """The most characters that `ending_fits` may allow to a word of that language and length."""
    if language == "tr" or (language == "de" and length >= COMPOUND_LENGTH):
        return LONGEST_ENDING
    return max(map(len, ENDINGS.get(language, ())), default=0)


@lru_cache(maxsize=256)
def longest_prefix(language: str) -> int:
    """The most characters that a prefix of that language has."""
    return max(map(len, PREFIXES.get(language, ())), default=0)

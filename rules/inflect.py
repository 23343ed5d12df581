"""Inflected forms of terms: what an ending rule of `edges.py`, which sees the last word only, cannot reach.

Russian words take their common case endings, one by one. A French, Spanish, Portuguese or Italian phrase gets its
plural: of its words before the first preposition together (`tortues d'hermann`), and of its first word alone. Arabic
phrases are read with and without the article on each word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product

ADJECTIVES = {
    "кая": ("кая", "кой", "кую", "кие", "ких", "кими"),
    "ая": ("ая", "ой", "ую", "ые", "ых", "ыми"),
    "яя": ("яя", "ей", "юю", "ие", "их"),
    "ый": ("ый", "ого", "ому", "ым", "ом", "ые", "ых", "ыми"),
    "ий": ("ий", "его", "ему", "им", "ем", "ие", "их", "ого"),
    "ые": ("ые", "ых", "ым", "ыми", "ый"),
}
NOUNS = {
    "ень": ("ень", "ня", "ню", "нем", "не", "ни", "ней"),
    "ость": ("ость", "ости", "остью"),
    "ь": ("ь", "и", "ью", "я", "ю", "ем", "ей"),
    "а": ("а", "ы", "и", "е", "у", "ой", "", "ами", "ах"),
    "я": ("я", "и", "е", "ю", "ей", "ями"),
    "о": ("о", "а", "у", "ом", "е"),
    "ы": ("ы", "ов", "ами", "ах"),
    "и": ("и", "ей", "ов", "ами", "ах"),
}
CONSONANTS = ("", "а", "у", "ом", "е", "ы", "и", "ов")
IRREGULAR = {"кость": ("кость", "кости", "костью"), "рог": ("рог", "рога", "рогов", "рогами")}
MOST_FORMS = 120
ITALIAN = {"ca": "che", "ga": "ghe", "co": "chi", "go": "ghi", "io": "i", "a": "e", "o": "i", "e": "i"}
PLURALS: dict[str, dict[str, str]] = {  # the longest ending that fits
    "fr": {"s": "s", "x": "x", "eau": "eaux", "al": "aux", "": "s"},
    "es": {
        "s": "s",
        "z": "ces",
        "ón": "ones",
        "a": "as",
        "e": "es",
        "o": "os",
        "i": "is",
        "u": "us",
        "í": "íes",
        "é": "és",
        "": "es",
    },
    "pt": {"s": "s", "ão": "ões", "m": "ns", "al": "ais", "el": "éis", "r": "res", "": "s"},
    "it": {**ITALIAN, "": ""},
}
PREPOSITION = re.compile(r"(?:d|de|du|des|da|do|dos|das|di|del|della|dell|en|em|in|à|au|con|com|per|para|pour|sans)\b")
ARTICLE = "ال"


def _word(word: str) -> tuple[str, ...]:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4:
        return (word,)
    for endings in (ADJECTIVES, NOUNS):
        for ending, forms in endings.items():
            if word.endswith(ending):
                return tuple(word[: -len(ending)] + form for form in forms)
    return tuple(word + form for form in CONSONANTS)


def forms(term: str, language: str) -> frozenset[str]:
    """Return a folded term with its inflected forms, itself included; only itself when they would be too many."""
    words = term.split(" ")
    if language == "ru":
        return _every(term, [_word(word) for word in words])
    if language == "ar" and len(words) > 1:
        return _every(
            term, [(word, word.removeprefix(ARTICLE), ARTICLE + word.removeprefix(ARTICLE)) for word in words]
        )
    if language in PLURALS:
        return frozenset({term, *_plurals(words, PLURALS[language])})
    return frozenset({term})


def _every(term: str, words: Iterable[Iterable[str]]) -> frozenset[str]:
    choices = [frozenset(word) for word in words]
    count = 1
    for choice in choices:
        count *= len(choice)
    return frozenset({term, *map(" ".join, product(*choices))}) if count <= MOST_FORMS else frozenset({term})


def _plurals(words: list[str], endings: Mapping[str, str]) -> Iterable[str]:
    head = next((place for place, word in enumerate(words) if PREPOSITION.match(word)), len(words))
    many = [_plural(word, endings) for word in words[:head]]
    yield " ".join((*many, *words[head:]))
    yield " ".join((*many[:1], *words[1:])) if head else " ".join(words)


def _plural(word: str, endings: Mapping[str, str]) -> str:
    ending = max((one for one in endings if word.endswith(one)), key=len)
    return word[: len(word) - len(ending)] + endings[ending] if len(word) > 2 and word[-1].isalpha() else word

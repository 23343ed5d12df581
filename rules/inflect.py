"""Inflected forms of terms: what an ending rule of `edges.py`, which sees the last word only, cannot reach.

Russian words take their common case endings, one by one. A French, Spanish, Portuguese or Italian phrase gets its
plural: of its words before the first preposition together (`tortues d'hermann`), and of its first word alone. Arabic
phrases are read with and without the article on each word, German umlauts as two letters, Persian words apart or
joined.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
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
RUSSIAN_ENDINGS = frozenset(
    ending
    for group in (*ADJECTIVES.values(), *NOUNS.values(), CONSONANTS)
    for ending in group
    if len(ending) < 4 and "н" not in ending and "к" not in ending
)
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
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
STROKES = {"đ": "d", "ł": "l", "ø": "o"}
SYLLABIC = frozenset({"vi"})


def _inflected(word: str) -> tuple[str, tuple[str, ...]]:
    """A Russian word without its ending, and the endings it takes."""
    if word in IRREGULAR:
        return "", IRREGULAR[word]
    if len(word) < 4:
        return word, ("",)
    for endings in (ADJECTIVES, NOUNS):
        for ending, forms in endings.items():
            if word.endswith(ending):
                return word[: -len(ending)], forms
    return word, CONSONANTS


def _word(word: str) -> tuple[str, ...]:
    stem, endings = _inflected(word)
    return tuple(stem + ending for ending in endings)


def _stems(word: str) -> tuple[str, ...]:
    """What the forms of a Russian word begin with; `edges.py` lets RUSSIAN_ENDINGS follow."""
    stem, endings = _inflected(word)
    return tuple(dict.fromkeys(stem + _beginning(ending) for ending in endings))


def _beginning(ending: str) -> str:
    longest = next((size for size in (3, 2, 1) if ending[-size:] in RUSSIAN_ENDINGS), 0)
    return "" if ending in RUSSIAN_ENDINGS else ending[: len(ending) - longest]


def forms(term: str, language: str) -> frozenset[str]:
    """Return a folded term with its inflected forms, itself included; only itself when they would be too many."""
    words = term.split(" ")
    if language == "ru":
        return _every(term, [*map(_word, words[:-1]), _stems(words[-1])])
    if language == "ar" and len(words) > 1:
        return _every(
            term, [(word, word.removeprefix(ARTICLE), ARTICLE + word.removeprefix(ARTICLE)) for word in words]
        )
    if language == "fa":
        return frozenset({term, "".join(words)})
    if language in PLURALS:
        return frozenset({term, *_plurals(words, PLURALS[language])})
    if language == "de":
        return frozenset({term, term.translate(UMLAUTS)})
    return frozenset({term})


def without_accents(written: Iterable[str], language: str) -> frozenset[str]:
    """Return forms as they are typed without accents; those of one Vietnamese syllable never are, they say nothing.

    Only Latin letters lose theirs: in other scripts a mark makes another word.
    """
    kept = [form for form in written if language not in SYLLABIC or " " in form]
    return frozenset(form if form.isascii() else "".join(map(_unaccented, form)) for form in kept)


@lru_cache(maxsize=4096)
def _unaccented(char: str) -> str:
    plain = STROKES.get(char) or unicodedata.normalize("NFD", char)[0]
    return plain if plain.isascii() else char


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

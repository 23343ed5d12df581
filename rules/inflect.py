"""Inflected forms of terms: what an ending rule of `edges.py`, which sees the last word only, cannot reach.

Russian words take their common cases, and an adjective may follow its noun. A French, Spanish, Portuguese or Italian
phrase gets its plural: of its words before the first preposition together (`tortues d'hermann`), and of its first word
alone. Arabic phrases are read with and without the article on each word, German umlauts as two letters, Persian words
apart or joined. The last word of a Hindi phrase takes its plurals, of a Turkish one its softened end, the first of a
Swahili one the other number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

from rules.lookalikes import STROKES
from rules.russian import every_form, is_adjective, stems

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
SOFTENED = {"nk": "ng", "k": "ğ", "ç": "c", "t": "d", "p": "b"}
HINDI = {"ा": ("े", "ों"), "ी": ("ियां", "ियों"), "ू": ("ुओं",), "आ": ("ए", "ओं"), "": ("ों", "ें")}
ROMAN_HINDI = {"a": ("e", "on", "o"), "i": ("iyan", "iyon"), "": ("on", "o", "en")}
SWAHILI = {"m": ("wa", "mi"), "ki": ("vi",), "ji": ("ma",), "u": ("ny",)}
CONNECTIVES = {"wa": ("wa", "ya", "za"), "ya": ("ya", "za"), "la": ("la", "ya"), "cha": ("cha", "vya")}
REPLACED: dict[str, dict[str, tuple[str, ...]]] = {
    "hi": HINDI,
    "hi-Latn": ROMAN_HINDI,
    "tr": {hard: (soft,) for hard, soft in SOFTENED.items()},
}
SYLLABIC = frozenset({"vi"})


def forms(term: str, language: str) -> frozenset[str]:
    """Return a folded term with its inflected forms, itself included; only itself when they would be too many."""
    words = term.split(" ")
    if language == "ru":
        spelt = _every(term, [*map(every_form, words[:-1]), stems(words[-1])])
        turned = len(words) == 2 and is_adjective(words[0])
        return spelt | _every(f"{words[1]} {words[0]}", [every_form(words[1]), stems(words[0])]) if turned else spelt
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
    if language in REPLACED:
        return frozenset({term, *(" ".join((*words[:-1], last)) for last in _replaced(words[-1], REPLACED[language]))})
    return _every(term, _swahili(words)) if language == "sw" else frozenset({term})


def _replaced(word: str, endings: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    """A word with each of the endings that take the place of its own, the longest that fits."""
    own = max((one for one in endings if word.endswith(one)), key=len, default=None)
    if own is not None and len(word) > len(own) + 1:
        yield from (word[: len(word) - len(own)] + ending for ending in endings[own])


def _swahili(words: list[str]) -> Iterable[Iterable[str]]:
    first = words[0]
    prefix = next((one for one in ("ki", "ji", "m", "u") if first.startswith(one) and len(first) > 3), "")
    yield (first, *(other + first[len(prefix) :] for other in SWAHILI.get(prefix, ())))
    yield from (CONNECTIVES.get(word, (word,)) for word in words[1:])


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

"""Made terms and adverts in many scripts, the same on every run, spelt like the words of the shipped lists."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from rules.inflect import forms
from rules.letters import is_unspaced
from rules.terms import Strength, Term, shipped_lists

NAMED = ("products/", "gear/", "species/")
ORDER, LOOSE = 3, 2  # letters that decide on the next one: in terms, in what stands around them
# shares of the languages: five scripts, as much of each
LANGUAGES = {"en": 3, "es": 1, "vi": 1, "zh-Hans": 4, "ja": 1, "ru": 5, "ar": 5, "th": 5}
SPELT = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "а": "a", "о": "o", "е": "e"}
PUNCTUATION = (".", ",", ";", " (12 cm)", " -", "!")
OTHERS = {"zh-Hans": range(0x4E00, 0x7000), "ja": range(0x3041, 0x3090), "th": range(0x0E01, 0x0E2B)}
Model = Mapping[str, Sequence[str]]


def _models(order: int) -> dict[str, Model]:
    """For each language, which letters follow which in the words of its lists."""
    words: defaultdict[str, list[str]] = defaultdict(list)
    for terms in shipped_lists().values():
        for term in terms:
            words[term.language] += [term.literal] if any(map(is_unspaced, term.literal)) else term.literal.split()
    return {language: _model(words[language], order) for language in LANGUAGES}


def _model(words: Sequence[str], order: int) -> Model:
    following: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        order = 1 if any(map(is_unspaced, word)) else order
        for place in range(len(word) + 1):
            following[word[max(0, place - order) : place]].append(word[place : place + 1])
    return following


class Words:
    """Makes words that look like a language's."""

    def __init__(self, pick: random.Random, order: int) -> None:
        self._models, self._pick, self._order = _models(order), pick, order

    def word(self, language: str) -> str:
        """A word that the language need not have."""
        model, made = self._models[language], ""
        while len(made) < 14:
            order = 1 if made and is_unspaced(made[-1]) else self._order
            letter = self._pick.choice(model.get(made[-order:], [""]))
            if not letter:
                break
            made += letter
        return made or self.word(language)


def terms(count: int, pick: random.Random) -> list[Term]:
    """Terms in all languages with `count` spellings in all: of the shipped products and names, then made ones."""
    shipped = (one for name, some in shipped_lists().items() if name.startswith(NAMED) for one in some)
    words = Words(pick, ORDER)
    found: dict[str, Term] = {}
    spellings = 0
    for term in chain(shipped, _made(words, pick)):
        if term.literal not in found and len(term.literal) >= (2 if is_unspaced(term.literal[0]) else 6):
            spellings += len(forms(term.literal, term.language))
            if spellings > count:
                break
            found[term.literal] = term
    return list(found.values())


def _made(words: Words, pick: random.Random) -> Iterator[Term]:
    while True:
        (language,) = pick.choices(list(LANGUAGES), LANGUAGES.values())
        between = "" if is_unspaced(words.word(language)[0]) else " "
        made = between.join(words.word(language) for _ in range(pick.choice((2, 2, 3))))
        yield Term(literal=made, written=made, language=language, strength=Strength.WEAK, source="made")


def _disguised(literal: str, pick: random.Random) -> str:
    ways: Sequence[Callable[[], str]] = (
        lambda: " ".join(literal.replace(" ", "")),
        lambda: "".join(SPELT.get(char, char) for char in literal),
        lambda: ".".join(literal.replace(" ", "")),
        lambda: literal[:2] + literal[1:],
        lambda: literal[:2] + "\u200b" + literal[2:],
    )
    return pick.choice(ways)()


def texts(
    bytes_wanted: int, terms: Sequence[Term], avoided: Sequence[Term], pick: random.Random, evasive: float
) -> list[str]:
    """Adverts of about 1,400 bytes; every sixtieth word is a term, in a share of the adverts in disguise.

    Of `avoided` no word stands in them otherwise, so that a longer list finds no more than a short one.
    """
    by_language = {one: [term.literal for term in terms if term.language == one] for one in LANGUAGES}
    known = {part for term in (*terms, *avoided) for part in (term.literal, *term.literal.split())}
    words = Words(pick, LOOSE)
    fillers = {one: _fillers(one, known, words, pick) for one in LANGUAGES}
    found, size = [], 0
    while size < bytes_wanted:
        (language,) = pick.choices(list(LANGUAGES), LANGUAGES.values())
        found.append(_advert(fillers[language], by_language[language], pick, hidden=pick.random() < evasive))
        size += len(found[-1].encode())
    return found


def _fillers(language: str, known: set[str], words: Words, pick: random.Random) -> list[str]:
    """Words of adverts that no list has; of unspaced scripts any characters, as lists hold few of them."""
    found: list[str] = []
    while len(found) < 6000:
        if language in OTHERS:
            word = "".join(map(chr, pick.choices(OTHERS[language], k=pick.choice((2, 2, 3)))))
        else:
            word = words.word(language)
        if word not in known:
            found.append(word)
    return found


def _advert(fillers: Sequence[str], literals: Sequence[str], pick: random.Random, *, hidden: bool) -> str:
    unspaced = any(map(is_unspaced, fillers[0]))
    words = pick.choices(fillers, k=180)
    for place in range(0, len(words), 60):
        literal = pick.choice(literals)
        words[place] = f" {_disguised(literal, pick)} " if hidden else literal
    for place in range(7, len(words), 12):
        words[place] += "，" if unspaced and place % 5 else pick.choice(PUNCTUATION)
    return ("" if unspaced else " ").join(words).capitalize()

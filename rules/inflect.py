"""Inflected forms of Russian terms: the common case endings, word by word."""

from __future__ import annotations

from itertools import product

ADJECTIVES = {
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
    "а": ("а", "ы", "и", "е", "у", "ой", "ами", "ах"),
    "я": ("я", "и", "е", "ю", "ей", "ями"),
    "о": ("о", "а", "у", "ом", "е"),
    "ы": ("ы", "ов", "ами", "ах"),
    "и": ("и", "ей", "ов", "ами", "ах"),
}
CONSONANTS = ("", "а", "у", "ом", "е", "ы", "и", "ов")
IRREGULAR = {"кость": ("кость", "кости", "костью"), "рог": ("рог", "рога", "рогов", "рогами")}
MOST_FORMS = 120


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


def russian_forms(term: str) -> frozenset[str]:
    """Return a folded term with its common case forms, itself included; only itself when they would be too many."""
    words = [_word(word) for word in term.split()]
    count = 1
    for forms in words:
        count *= len(forms)
    if count > MOST_FORMS:
        return frozenset({term})
    return frozenset({term, *(" ".join(forms) for forms in product(*words))})

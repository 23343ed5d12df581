"""Russian words: their common case endings, one by one."""

from __future__ import annotations

ADJECTIVES = {
    "кая": ("кая", "кой", "кую", "кие", "ких", "кими"),
    "ая": ("ая", "ой", "ую", "ые", "ых", "ыми"),
    "яя": ("яя", "ей", "юю", "ие", "их"),
    "ый": ("ый", "ого", "ому", "ым", "ом", "ые", "ых", "ыми"),
    "ий": ("ий", "его", "ему", "им", "ем", "ие", "их", "ого"),
    "ые": ("ые", "ых", "ым", "ыми", "ый"),
    "ья": ("ья", "ьей", "ью", "ьи", "ьих", "ьими"),
    "ьи": ("ьи", "ьих", "ьими", "ья", "ьей"),
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
ENDINGS: frozenset[str] = frozenset(
    ending
    for group in (*ADJECTIVES.values(), *NOUNS.values(), CONSONANTS)
    for ending in group
    if len(ending) < 4 and "н" not in ending and "к" not in ending
)


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


def every_form(word: str) -> tuple[str, ...]:
    """A word in its common cases."""
    stem, endings = _inflected(word)
    return tuple(stem + ending for ending in endings)


def stems(word: str) -> tuple[str, ...]:
    """What the forms of a Russian word begin with; `edges.py` lets ENDINGS follow."""
    stem, endings = _inflected(word)
    return tuple(dict.fromkeys(stem + _beginning(ending) for ending in endings))


def is_adjective(word: str) -> bool:
    """Whether a word ends like an adjective in its basic form."""
    return any(word.endswith(ending) for ending in ADJECTIVES)


def _beginning(ending: str) -> str:
    longest = next((size for size in (3, 2, 1) if ending[-size:] in ENDINGS), 0)
    return "" if ending in ENDINGS else ending[: len(ending) - longest]

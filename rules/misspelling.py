"""Slips of the pen: two neighbouring letters exchanged, or one left out, inside a word of some length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rules.letters import Kind, kind_of

SHORTEST = 6


def misspellings(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the misspellings of words of alphabets, each with the words it may stand for.

    The first and the last letter stay: people see them, and so do those who read.
    """
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for word in words:
        if len(word) >= SHORTEST and all(Kind.LATIN <= kind_of(char) <= Kind.GREEK for char in word):
            for slip in _slips(word):
                found[slip][word] = None
    return {slip: tuple(meant) for slip, meant in found.items()}


def _slips(word: str) -> Iterable[str]:
    for place in range(1, len(word) - 1):
        # of two equal letters one left out is nothing that anybody hides
        if word[place] not in (word[place - 1], word[place + 1]):
            yield word[:place] + word[place + 1 :]
        if place < len(word) - 2 and word[place] != word[place + 1]:
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]

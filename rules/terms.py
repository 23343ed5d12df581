"""Term lists: literals with their language, strength and source, by the name under which rules ask for them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path

from rules.entries import GAP, words
from rules.fold import folded_term
from rules.species import names

LISTS = Path(__file__).parent / "lists"
MANIFEST = "manifest.json"
MOST_CHARACTERS = 200


class Side(StrEnum):
    """Where an open excuse stands. `… cage` in a table stands after any term, `cage for …` before it."""

    WITHIN = ""
    BEFORE = "before"
    AFTER = "after"


class Strength(StrEnum):
    """What a term is worth: strong and tool fire alone, weak with a signal; intent is a signal, context is against."""

    STRONG = "strong"
    WEAK = "weak"
    TOOL = "tool"
    INTENT = "intent"
    CONTEXT = "context"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Term:
    """A literal to look for. `literal` is folded, `written` as the source has it, `side` for excuses only."""

    literal: str
    written: str
    language: str
    strength: Strength
    source: str
    side: Side = Side.WITHIN


Lists = Mapping[str, tuple[Term, ...]]


def unfit(written: str) -> str:
    """Return why a text can be no term, such as "is blank"; an empty text if it can."""
    if not folded_term(written):
        return "is blank"
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in written):
        return "holds a control character"
    return f"is longer than {MOST_CHARACTERS} characters" if len(written) > MOST_CHARACTERS else ""


@cache
def made(written: str, language: str, strength: str, source: str) -> Term:
    """Return the one term of its kind, so that what several lists share is compared by identity."""
    side = Side.AFTER if written.startswith(GAP) else Side.BEFORE if written.endswith(GAP) else Side.WITHIN
    return Term(
        literal=folded_term(written.strip(GAP)),
        written=written,
        language=language,
        strength=Strength(strength),
        source=source,
        side=side,
    )


@cache
def shipped_lists() -> Lists:
    """Return every shipped list by name, such as `products/elephant-ivory`, `intent/sale`, `excuses/all`."""
    lists: defaultdict[str, dict[tuple[str, str, str], Term]] = defaultdict(dict)
    for entry in chain(words(), names()):
        term = made(entry.term, entry.lang, entry.strength, entry.source)
        if term.literal:
            lists[entry.list].setdefault((term.literal, term.language, term.side), term)
    return {name: tuple(terms.values()) for name, terms in lists.items()}

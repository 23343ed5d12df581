"""Term lists, read from the fact tables in `rules/sources/`: a literal with its language, strength and source."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from rules.fold import folded_term

SOURCES = Path(__file__).parent / "sources"
GAP = "…"
OFF = "off"
MOST_CHARACTERS = 200
FOLDERS = {"intent": "intent", "tool": "gear", "context": "context"}


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


def _rows(pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(SOURCES.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def unfit(written: str) -> str:
    """Return why a text can be no term, such as "is blank"; an empty text if it can."""
    if not folded_term(written):
        return "is blank"
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in written):
        return "holds a control character"
    return f"is longer than {MOST_CHARACTERS} characters" if len(written) > MOST_CHARACTERS else ""


def _term(row: dict[str, str], strength: str) -> Term:
    return made(row["term"], row["lang"], strength, row["source"])


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


def _kind(written: str) -> str:
    """The first of the kinds a row names, as a list name has it."""
    first = re.split(r"[/(]", written)[0]
    return re.sub(r"[^a-z]+", "-", first.lower()).strip("-") or "other"


def _list_name(row: Mapping[str, str]) -> str:
    concept = row["concept"].removesuffix("_words").replace("_", "-")
    if concept.startswith("code-"):
        return concept.replace("-", "s/", 1)
    return f"{FOLDERS.get(row['strength'], 'products')}/{concept}"


def _compiled() -> Iterator[dict[str, str]]:
    """Rows of the project's own tables: of two for one term of a concept the first counts, and `off` retires it."""
    seen: set[tuple[str, str, str]] = set()
    for table in ("terms/*.csv", "product_terms.csv"):
        for row in _rows(table):
            key = row["concept"], row["lang"], folded_term(row["term"])
            if key not in seen and row["strength"] != OFF:
                yield row
            seen.add(key)


def _named() -> Iterator[tuple[str, Term]]:
    for row in _compiled():
        yield _list_name(row), _term(row, row["strength"])
    for row in _rows("code_words.csv"):
        if row["strength"] in {"weak", "strong"}:
            # a code word is an ordinary word: whatever its row says, it needs a second signal
            yield "codes/all", _term(row, "weak")
    for row in _rows("exclusions.csv"):
        for phrase in filter(None, map(str.strip, row["exclude_phrases"].split("|"))):
            term = {"term": phrase, "lang": row["lang"], "source": row["evidence"] or "own work"}
            yield f"excuses/{_kind(row['kind'])}", _term(term, "weak")
            yield "excuses/all", _term(term, "weak")
    for row in _rows("excuses/*.csv"):
        # `toy …` covers even `macaw for sale`, but `macaw for sale …` goes on to other things, and colours cover no
        # `elephant ivory`
        toy = row["kind"] == "not-the-animal" and row["term"].endswith(GAP)
        excuse = _term(row, "strong" if toy else "weak")
        yield f"excuses/{row['kind']}", excuse
        if excuse.side is Side.WITHIN:
            yield "excuses/all", excuse


@cache
def shipped_lists() -> Lists:
    """Return every shipped list by name, such as `products/elephant-ivory`, `intent/sale`, `excuses/all`."""
    lists: defaultdict[str, dict[tuple[str, str, str], Term]] = defaultdict(dict)
    for name, term in _named():
        if term.literal:
            lists[name].setdefault((term.literal, term.language, term.side), term)
    return {name: tuple(terms.values()) for name, terms in lists.items()}

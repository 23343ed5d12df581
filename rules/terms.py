"""Term lists: literals with their language, strength and source, by the name under which rules ask for them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from rules.entries import GAP
from rules.fold import fold, folded_term

LISTS = Path(__file__).parent / "lists"
MANIFEST = "manifest.json"
EXCUSES = "excuses/all"
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


STRENGTHS = {str(strength): strength for strength in Strength}


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
    return _made(written, language, strength, source, folded_term(written.strip(GAP)))


def _made(written: str, language: str, strength: str, source: str, literal: str) -> Term:
    side = Side.AFTER if written.startswith(GAP) else Side.BEFORE if written.endswith(GAP) else Side.WITHIN
    return Term(
        literal=literal,
        written=written,
        language=language,
        strength=STRENGTHS[strength],
        source=source,
        side=side,
    )


class ListFolder(Mapping[str, tuple[Term, ...]]):
    """The lists of a folder by name, such as `products/elephant-ivory`; each is read when it is first asked for.

    `excuses/all` are those of all kinds, save the open ones.
    """

    def __init__(self, folder: Path) -> None:
        paths = folder.rglob("*.csv")
        self._paths = {path.relative_to(folder).with_suffix("").as_posix(): path for path in sorted(paths)}
        self._excuses = [name for name in self._paths if name.startswith("excuses/")]
        self._read: dict[str, tuple[Term, ...]] = {}
        self._terms: dict[tuple[str, str, str, str], Term] = {}

    def __getitem__(self, name: str) -> tuple[Term, ...]:
        if name not in self._read:
            together = name == EXCUSES and self._excuses
            self._read[name] = self._closed() if together else tuple(self._terms_of(self._paths[name]))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._paths, *([EXCUSES] if self._excuses else [])])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def _closed(self) -> tuple[Term, ...]:
        """The excuses of all kinds that are whole phrases; of those that read the same in a language the first."""
        every = (term for name in self._excuses for term in self[name] if term.side is Side.WITHIN)
        found: dict[tuple[str, str], Term] = {}
        for term in every:
            found.setdefault((term.literal, term.language), term)
        return tuple(found.values())

    def _terms_of(self, path: Path) -> Iterator[Term]:
        with path.open(encoding="utf-8", newline="") as file:
            _, *rows = csv.reader(file)
        # all at once: folding one by one would take most of the time it takes to load the packs
        literals = fold("\0".join(row[1].strip(GAP) for row in rows)).text.split("\0")
        for (language, written, strength, _, source, *_), literal in zip(rows, literals, strict=True):
            key = language, written, strength, source
            if key not in self._terms:
                self._terms[key] = _made(written, language, strength, source, " ".join(literal.split()))
            yield self._terms[key]


@cache
def shipped_lists() -> Lists:
    """Return every shipped list by name, such as `products/elephant-ivory`, `intent/sale`, `excuses/all`."""
    return ListFolder(LISTS)

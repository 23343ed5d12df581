"""Labelled texts: CSV files in which a person has said what is suspect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rules.tables import Row, Table

NEEDED = (("text", "body"), ("label", "suspect"))
LABELS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
BETWEEN_RULES = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """One row of such a file. What its columns do not tell is None; `why` is what the labeller noted."""

    line: int
    title: str
    text: str
    suspect: bool
    language: str | None
    style: str | None
    concept: str | None
    named: frozenset[str] | None
    why: str

    def fields(self) -> Mapping[str, str]:
        """The texts that rules look at."""
        return {"title": self.title, "text": self.text, "elsewhere": ""}


def read_labelled(path: Path) -> Iterator[Labelled]:
    """Read the rows of a file. Raises TableError with every fault, those of labels included."""
    table = Table(path, NEEDED)
    for row in table.rows():
        label = row.first("label", "suspect").strip()
        suspect = LABELS.get(label.lower())
        if suspect is None:
            table.fault(row.line, f"the label is {label!r}", f"write one of {', '.join(LABELS)}")
        else:
            yield _labelled(row, suspect)


def _labelled(row: Row, suspect: bool) -> Labelled:
    language, style, concept, named = (_told(row, name) for name in ("lang", "style", "concept", "rule"))
    return Labelled(
        line=row.line,
        title=row.first("title"),
        text=row.first("text", "body"),
        suspect=suspect,
        language=language,
        style=style,
        concept=concept,
        named=None if named is None else frozenset(filter(None, BETWEEN_RULES.split(named))),
        why=row.first("why"),
    )


def _told(row: Row, column: str) -> str | None:
    return row.cells[column].strip() if column in row.cells else None

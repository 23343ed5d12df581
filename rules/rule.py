"""What a rule is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rules.records import Level
from rules.terms import Term

FIELDS = ("title", "text")
PRICE, QUANTITY = "signal/price", "signal/quantity"
MARKS = frozenset({PRICE, QUANTITY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule. `terms` and `patterns` (RE2, worth a strong term) are what it looks for, in `fields`.

    A weak term counts only near one of `signals` or `marks`; `require` and `require_marks` must stand anywhere in title
    or text, `without` nowhere; `excuses` are blanked first. Marks are the built-in signals `signal/price` and
    `signal/quantity`. `accents` tells whether terms are also read without accents; matches that score below `minimum`
    do not count. `hit` and `miss` are the rule's own tests, once more by language where the file tells it.
    """

    id: str
    title: str
    status: str
    level: Level
    why: str
    path: Path
    digest: str
    terms: tuple[Term, ...]
    patterns: tuple[str, ...] = ()
    fields: tuple[str, ...] = FIELDS
    accents: bool = False
    minimum: float = 0.0
    signals: tuple[Term, ...] = ()
    marks: frozenset[str] = frozenset()
    require: tuple[Term, ...] = ()
    require_marks: frozenset[str] = frozenset()
    without: tuple[Term, ...] = ()
    excuses: tuple[Term, ...] = ()
    taxa: tuple[str, ...] = ()
    policy: Mapping[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    queries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hit: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()
    hit_by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    miss_by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

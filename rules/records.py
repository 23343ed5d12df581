"""What a match is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a match deserves a person's eyes, from least to most."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Its place in that order, from 0."""
        return tuple(Level).index(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One place where a rule fired. `start` and `end` are code points of the field's original text.

    `quote` is that part of the text, `term` what the rule looks for, `view` the reading in which it was found,
    `rule_digest` the SHA-256 of the rule and every term and excuse it uses. `score` is between 0 and 1.
    """

    rule: str
    title: str
    rule_digest: str
    level: Level
    field: str
    start: int
    end: int
    quote: str
    term: str
    view: str
    score: float

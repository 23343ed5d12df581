"""The shipped rules over the test bed's adverts, advert by advert. `python -m tests.rules.regression` prints it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rules import RuleSet

ADS = Path(__file__).parents[1] / "thirdparty" / "testbed" / "listings.csv"
ON = date(2026, 11, 20)
UNPLAIN = ("evasive", "code word", "relist")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One advert: what its label says, and which rules fired. `plain` means suspect in so many words."""

    id: str
    language: str
    title: str
    suspect: bool
    plain: bool
    fired: frozenset[str]


def outcomes(rules: RuleSet, path: Path = ADS) -> Iterator[Outcome]:
    """Match every advert of a table with the columns of the test bed's."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fields = {"title": row["title"], "text": row["body"], "elsewhere": ""}
            suspect = row["suspect"] == "1"
            yield Outcome(
                id=row["id"],
                language=row["lang"],
                title=row["title"],
                suspect=suspect,
                plain=suspect and not any(word in row["why"] for word in UNPLAIN),
                fired=frozenset(match.rule for match in rules.match(fields, ON)),
            )


def by_language(seen: Iterable[Outcome]) -> Iterator[str]:
    """The first table: of each language, plainly suspect found, disguised found, innocent fired on."""
    every = list(seen)
    yield f"{'language':10}{'plain found':>14}{'disguised found':>18}{'false alarms':>15}"
    for language in [*sorted({one.language for one in every}), "all"]:
        here = [one for one in every if language in (one.language, "all")]
        counts = (
            _share(one for one in here if one.plain),
            _share(one for one in here if one.suspect and not one.plain),
            _share(one for one in here if not one.suspect),
        )
        yield f"{language:10}{counts[0]:>14}{counts[1]:>18}{counts[2]:>15}"


def _share(some: Iterable[Outcome]) -> str:
    fired = [bool(one.fired) for one in some]
    return f"{sum(fired)} of {len(fired)}"


def mistakes(seen: Iterable[Outcome]) -> Iterator[str]:
    """The second table: every advert on which the rules and the label differ."""
    for one in seen:
        if one.suspect != bool(one.fired):
            kind = "FALSE ALARM" if one.fired else "missed" if one.plain else "missed, disguised"
            yield f"{kind:18}{one.id:7}{one.language:9}{one.title}  {' '.join(sorted(one.fired))}"


if __name__ == "__main__":
    read = list(outcomes(RuleSet.load()))
    print(*by_language(read), "", *mistakes(read), sep="\n")

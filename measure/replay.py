"""Two sets of rules over the same kept listings: what the new one adds, loses and changes before it goes live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from measure.intervals import Share
from measure.matching import batches
from rules import Level, Match, RuleSet
from storage.kept import KeptListing

Matches = tuple[Match, ...]


class Kind(StrEnum):
    """What becomes of a listing. Not in here: what fires in neither set, or in both alike."""

    ADDED = "added"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a set of rules says of a listing: the highest level and score, and the words that each rule fired on."""

    level: Level
    score: float
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A listing on which two sets differ; a standing is None where nothing fires."""

    kind: Kind
    listing: KeptListing
    old: Standing | None
    new: Standing | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleCounts:
    """On how many listings one rule fires in either set, and on how many in one set only."""

    old: int
    new: int
    added: int
    lost: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many listings of those read, of the findings and of the audit sample among them.

    `audit_new` is the share of the audit sample on which the new set fires. The sample was drawn at random from what no
    rule fired on when it was seen, so this share, unlike the others, says something about listings not kept.
    """

    listings: int
    findings: int
    old: Share
    new: Share
    added: Share
    lost: Share
    changed: Share
    audit_new: Share
    by_rule: Mapping[str, RuleCounts]


class Replay:
    """Runs two sets over listings and counts; `counts` is of all that `changes` has been through."""

    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        self._old, self._new = old, new
        self._seen = Counter[str]()
        self._rules = {name: Counter[str]() for name in ("old", "new", "added", "lost")}

    def changes(self, listings: Iterable[KeptListing]) -> Iterator[Change]:
        """Give each listing on which the sets differ, in the order they come.

        Listings are matched as on the day they were read.
        """
        for day, some in groupby(listings, key=attrgetter("day")):
            for batch in batches(some):
                yield from self._batch(batch, date.fromisoformat(day))

    def _batch(self, batch: list[KeptListing], on: date) -> Iterator[Change]:
        fields = [listing.fields() for listing in batch]
        old = list(self._old.match_all(fields, on))
        new = old if self._old.digest == self._new.digest else list(self._new.match_all(fields, on))
        self._seen["listings"] += len(batch)
        self._seen["findings"] += sum(listing.is_finding for listing in batch)
        for listing, before, after in zip(batch, old, new, strict=True):
            if before or after:
                yield from self._compared(listing, before, after)

    def _compared(self, listing: KeptListing, before: Matches, after: Matches) -> Iterator[Change]:
        self._seen["old"] += bool(before)
        self._seen["new"] += bool(after)
        self._seen["audit_new"] += bool(after) and not listing.is_finding
        self._count_rules({match.rule for match in before}, {match.rule for match in after})
        old, new = standing(before), standing(after)
        if old != new:
            kind = Kind.ADDED if old is None else Kind.LOST if new is None else Kind.CHANGED
            self._seen[kind] += 1
            yield Change(kind=kind, listing=listing, old=old, new=new)

    def _count_rules(self, before: set[str], after: set[str]) -> None:
        for name, some in (("old", before), ("new", after), ("added", after - before), ("lost", before - after)):
            self._rules[name].update(some)

    @property
    def counts(self) -> Counts:
        """The counts so far."""
        seen = self._seen
        shares = {name: Share(hits=seen[name], of=seen["listings"]) for name in ("old", "new", *Kind)}
        return Counts(
            listings=seen["listings"],
            findings=seen["findings"],
            audit_new=Share(hits=seen["audit_new"], of=seen["listings"] - seen["findings"]),
            by_rule={
                rule: RuleCounts(**{name: counts[rule] for name, counts in self._rules.items()})
                for rule in sorted({*self._rules["old"], *self._rules["new"]})
            },
            **shares,
        )


def standing(fired: Matches) -> Standing | None:
    """Sum up the matches of a listing; None if nothing fired."""
    if not fired:
        return None
    words: dict[str, set[str]] = {}
    for match in fired:
        words.setdefault(match.rule, set()).add(match.quote)
    return Standing(
        level=max((match.level for match in fired), key=attrgetter("rank")),
        score=max(match.score for match in fired),
        words={rule: tuple(sorted(quotes)) for rule, quotes in sorted(words.items())},
    )

"""Two sets over the same listings: added, lost, changed, and of how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from measure.intervals import Share
from measure.matching import BATCH
from measure.replay import Change, Counts, Kind, Replay, standing
from rules import Level, Match, RuleSet
from storage.kept import KeptListing


def match(rule: str, quote: str, level: Level = Level.HIGH, score: float = 0.8) -> Match:
    where = {"field": "text", "start": 0, "end": len(quote), "term": quote, "view": "plain"}
    return Match(rule=rule, title=rule, rule_digest="d", level=level, quote=quote, score=score, **cast("Any", where))


@dataclass
class Words:
    """Stands in for a set of rules: one rule for each word that stands in a text; knows on which days it was asked."""

    words: dict[str, str]
    level: Level = Level.HIGH
    days: list[date] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return repr((self.words, self.level))

    def match_all(self, listings: Iterable[dict[str, str]], on: date) -> Iterator[tuple[Match, ...]]:
        self.days.append(on)
        for fields in listings:
            yield tuple(match(rule, word, self.level) for rule, word in self.words.items() if word in fields["text"])


def listing(number: int, text: str, *, is_finding: bool = False, day: str = "2026-11-20") -> KeptListing:
    return KeptListing(f"{number:06}", "shop", f"http://shop/{number}", is_finding, day, "", text, "")


def replayed(old: Words, new: Words, listings: Iterable[KeptListing]) -> tuple[list[Change], Counts]:
    replay = Replay(cast("RuleSet", old), cast("RuleSet", new))
    return list(replay.changes(listings)), replay.counts


def test_added_lost_changed_and_alike() -> None:
    """Each kind once, with what fired before and after, and the counts with their denominators."""
    texts = ["tusk", "horn", "tusk and bone", "bone", "nothing"]
    listings = [listing(number, text, is_finding=number < 3) for number, text in enumerate(texts)]
    changes, counts = replayed(Words({"t": "tusk", "h": "horn"}), Words({"t": "tusk", "b": "bone"}), listings)
    assert [("horn", Kind.LOST), ("tusk and bone", Kind.CHANGED), ("bone", Kind.ADDED)] == [
        (change.listing.text, change.kind) for change in changes
    ]
    assert (3, 3, 1, 1, 1) == tuple(getattr(counts, name).hits for name in ("old", "new", "added", "lost", "changed"))
    assert (5, 3, Share(hits=1, of=2)) == (counts.listings, counts.findings, counts.audit_new)
    assert (changes[1].new, changes[2].old) == (standing((match("t", "tusk"), match("b", "bone"))), None)
    assert (0, 2, 2, 0) == tuple(getattr(counts.by_rule["b"], name) for name in ("old", "new", "added", "lost"))


def test_a_level_that_moves_is_a_change_and_a_digest_is_none() -> None:
    """What counts is what a reviewer sees: level, score and words."""
    old, new = Words({"t": "tusk"}), Words({"t": "tusk"}, Level.LOW)
    changes, _ = replayed(old, new, [listing(1, "tusk")])
    assert [(Level.HIGH, Level.LOW)] == [(one.old.level, one.new.level) for one in changes if one.old and one.new]
    assert [] == replayed(old, Words({"t": "tusk", "h": "horn"}), [listing(1, "tusk")])[0]


def test_each_listing_is_matched_as_on_its_day() -> None:
    """The law of that day counts; equal sets are run once only."""
    rules = Words({"t": "tusk"})
    replayed(rules, rules, [listing(1, "tusk", day="2026-03-04"), listing(2, "tusk", day="2026-03-05")])
    assert [date(2026, 3, 4), date(2026, 3, 5)] == rules.days


def test_nothing_kept_is_nothing_of_nothing() -> None:
    """Shares without a denominator are unknown."""
    changes, counts = replayed(Words({"t": "tusk"}), Words({}), [])
    assert ([], None, None) == (changes, counts.added.value, counts.audit_new.value)


def test_batches_do_not_show() -> None:
    """More listings than one batch holds come through once each, in order."""
    listings = [listing(number, "tusk" if number % 2 else "bone") for number in range(2 * BATCH + 5)]
    changes, counts = replayed(Words({}), Words({"t": "tusk"}), iter(listings))
    assert [one.id for one in listings[1::2]] == [change.listing.id for change in changes]
    assert Share(hits=BATCH + 2, of=2 * BATCH + 5) == counts.added


@given(
    st.lists(st.sampled_from(["tusk", "horn", "tusk horn", "stone"])),
    st.sets(st.sampled_from("th")),
    st.sets(st.sampled_from("th")),
)
def test_counts_add_up(texts: list[str], old: set[str], new: set[str]) -> None:
    """New is old plus added less lost, in all and for every rule; the other way round swaps added and lost."""
    words = {"t": "tusk", "h": "horn"}
    sets = [Words({rule: words[rule] for rule in sorted(some)}) for some in (old, new)]
    listings = [listing(number, text) for number, text in enumerate(texts)]
    _, counts = replayed(*sets, listings)
    _, back = replayed(*reversed(sets), listings)
    assert counts.new.hits == counts.old.hits + counts.added.hits - counts.lost.hits
    assert all(rule.new == rule.old + rule.added - rule.lost for rule in counts.by_rule.values())
    assert (counts.added, counts.lost, counts.changed) == (back.lost, back.added, back.changed)

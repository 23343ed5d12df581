"""Why a text fired or not: of every rule with a word in it, what counted, what was excused, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.matcher import Hit
from rules.plan import WINDOW_WORDS, Judgement, Reading
from rules.policy import Appendix, listings_of
from rules.rule import Rule
from rules.ruleset import RuleSet
from rules.terms import Side
from rules.views import WORDS, View, undone, view_of
from rules.worth import score, score_parts, strength


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A term at `start:end` (code points) of a field's original text: its characters, how they were read, its worth.

    `view` is that of a match, `undone` what was undone to read it. `parts` add up to `score`, 1 at most. `excused_by`
    is the innocent phrase that covers it, if any.
    """

    field: str
    start: int
    end: int
    quote: str
    term: str
    language: str
    strength: str
    source: str
    view: str
    undone: tuple[str, ...]
    near_signal: bool
    score: float
    parts: tuple[tuple[str, float], ...]
    excused_by: str = ""

    @property
    def reading(self) -> str:
        """How the quote was read, in words."""
        steps = ", ".join(self.undone) or WORDS.get(View(self.view), "")
        if not steps:
            return f"read as written: {self.term}"
        return f"read as {self.term} {'after undoing ' if self.undone else ''}{steps}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleReading:
    """What one rule makes of a text: what fired, what would have counted, what was excused, and why it is silent."""

    rule: Rule
    fired: tuple[Found, ...]
    unfired: tuple[Found, ...]
    excused: tuple[Found, ...]
    missing: tuple[str, ...]
    appendices: Mapping[str, tuple[Appendix, ...]]


def explain(rules: RuleSet, fields: Mapping[str, str], on: date) -> tuple[RuleReading, ...]:
    """Explain a listing's `title` and `text`: rules that fired first, then those that nearly did.

    `appendices` are the CITES listings of the rule's taxa on that day.
    """
    own, judged = rules.judge(fields)
    by_id = {rule.id: rule for rule in rules.rules}
    readings = [_reading(by_id[name], own, judgement, on) for name, judgement in judged.items()]
    return tuple(sorted(readings, key=lambda one: (not one.fired, not one.unfired, one.rule.id)))


def _reading(rule: Rule, own: Reading, judgement: Judgement, on: date) -> RuleReading:
    kept = [(hit, _found(own, hit, near=hit in judgement.near)) for hit in judgement.kept]
    fired = tuple(one for hit, one in kept if judgement.counts(hit) and one.score >= rule.minimum)
    unfired = tuple(one for _, one in kept if one not in fired)
    return RuleReading(
        rule=rule,
        fired=fired,
        unfired=unfired,
        excused=tuple(_found(own, hit, near=False, excuse=excuse) for hit, excuse in judgement.excused),
        missing=tuple(_missing(rule, own, judgement, unfired)) if unfired and not fired else (),
        appendices={taxon: listings_of(taxon, on) for taxon in rule.taxa},
    )


def _found(own: Reading, hit: Hit, *, near: bool, excuse: Hit | None = None) -> Found:
    name, start, end, quote = own.place(hit)
    view = view_of(hit, quote)
    parts = score_parts(hit, name, view, near=near)
    return Found(
        field=name,
        start=start,
        end=end,
        quote=quote,
        term=hit.term.written,
        language=hit.term.language,
        strength=str(strength(hit)),
        source=hit.term.source,
        view=str(view),
        undone=tuple(sorted(undone(hit, quote))),
        near_signal=near,
        score=score(parts),
        parts=tuple(parts),
        excused_by=_excuse(own, excuse) if excuse else "",
    )


def _excuse(own: Reading, excuse: Hit) -> str:
    """The innocent phrase in the original's characters; an open one as its list has it."""
    return own.place(excuse)[3] if excuse.term.side is Side.WITHIN else excuse.term.written


def _missing(rule: Rule, own: Reading, judgement: Judgement, unfired: Sequence[Found]) -> list[str]:
    """What would have made the rule fire, one sentence each."""
    found = []
    if judgement.silenced_by:
        words = ", ".join(sorted({own.place(hit)[3] for hit in judgement.silenced_by}))
        found.append(f"these words say that it is no offer: {words}")
    if judgement.lacks_required:
        found.append("nothing of what the rule requires stands in title or text")
    if not any(one.near_signal for one in unfired) and all(one.strength == "weak" for one in unfired):
        found.append(f"a weak term needs a signal of sale, origin or price within {WINDOW_WORDS} words")
    if judgement.asks and any(one.strength != "weak" and not one.near_signal for one in unfired):
        found.append("the text asks something, so that even a strong term needs a signal")
    if any(one.score < rule.minimum for one in unfired):
        found.append(f"the score is below the rule's minimum of {rule.minimum}")
    return found

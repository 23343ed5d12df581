"""All rules of a run, and what of them fires on a listing.

Order of things: excuses are blanked span by span, and terms with an open excuse (`… cage`) right beside them; what is
left of terms counts if its word edges hold; of hits that
overlap, the longest counts, then the earliest. A strong term or a tool fires alone, a weak one only with a signal
of its rule within 40 words in title or text, counted as 240 characters in every script. What stands elsewhere on the
page never fires a rule by itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from rules.edges import word_end, word_start
from rules.fold import Folded
from rules.matcher import Hit, Matcher
from rules.pack import Rule, read_rules
from rules.records import Level, Match
from rules.terms import Side, Strength, Term, shipped_lists

PACKS = Path(__file__).parent / "packs"
OWN_FIELDS = ("title", "text")
WINDOW_WORDS = 40
WORD_CHARACTERS = 6
SIGNS = "$£€¥₹₫฿₽"
CODES = "usd|eur|gbp|chf|cny|rmb|hkd|twd|ntd|thb|vnd|idr|myr|rub|brl|mxn|jpy|sar|aed|kwd|qar"
MONEY = "euros?|dollars?|pounds?|pesos|reais|руб(?:лей|ля|ль)?|đ|đồng|vnđ|triệu|juta|ribu|rb|ريال|درهم|دينار"
UNSPACED_MONEY = "元|円|块|塊|บาท"
PRICE_SIGN = re.compile(
    rf"(?:[{SIGNS}]|\b(?:{CODES}|rp|rm)\.?)\s?\d|\d\s?(?:[{SIGNS}]|(?:{CODES}|{MONEY})\b|[万萬]?(?:{UNSPACED_MONEY}))"
)
WORTH = {Strength.STRONG: 0.8, Strength.TOOL: 0.7, Strength.WEAK: 0.5, Strength.INTENT: 0.3, Strength.CONTEXT: 0.0}
IN_TITLE, WITH_SIGNAL, ELSEWHERE = 0.1, 0.1, 0.2
ALONE = (Strength.STRONG, Strength.TOOL)


@dataclass(frozen=True, slots=True)
class _Field:
    """One field as read: its hits, and where it begins in the sequence of title and text."""

    name: str
    original: str
    folded: Folded
    hits: tuple[Hit, ...]
    offset: int

    def spans(self, terms: frozenset[Term]) -> list[tuple[int, int]]:
        return [(hit.start, hit.end) for hit in self.hits if hit.term in terms]


class RuleSet:
    """Rules that are matched together. `digest` changes when any of them does."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self.digest = hashlib.sha256("".join(rule.digest for rule in self.rules).encode()).hexdigest()
        self._plans = tuple(_Plan(rule) for rule in self.rules)

    @classmethod
    def load(cls, *folders: Path) -> Self:
        """Load the shipped packs, then the folders given, whose rules replace shipped ones of the same id.

        Raises RuleFileError with all faults of all files.
        """
        return cls(read_rules((PACKS, *folders), shipped_lists()))

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher({term: None for plan in self._plans for term in plan.everything})

    def match(self, fields: Mapping[str, str], on: date) -> tuple[Match, ...]:  # noqa: ARG002 - for the law of that day
        """Return what fires on a listing, by field name `title`, `text` and `elsewhere`; others are not looked at."""
        own = self._read(fields, OWN_FIELDS)
        fired = [(plan, matches) for plan in self._plans if (matches := plan.matches(own))]
        if not fired:
            return ()
        (rest,) = self._read(fields, ("elsewhere",))
        return tuple(match for plan, matches in fired for match in (*matches, *plan.beside(rest)))

    def queries(self, languages: Iterable[str]) -> tuple[str, ...]:
        """Return the words to search a site for in its languages, each once, in the order of the rules."""
        wanted = tuple(languages)
        words = (word for rule in self.rules for language in wanted for word in rule.queries.get(language, ()))
        return tuple(dict.fromkeys(words))

    def _read(self, fields: Mapping[str, str], names: Sequence[str]) -> Sequence[_Field]:
        read, offset = [], 0
        for name in names:
            text = fields.get(name, "")
            folded, hits = self._matcher.find(text)
            read.append(_Field(name, text, folded, tuple(hits), offset))
            offset += len(folded.text) + 1
        return read


def _past(text: str, place: int) -> int:
    """Where the next word begins after the one that `place` stands in or behind; folding left one space at most."""
    end = word_end(text, place)
    return end + text[end : end + 1].isspace()


def _covered(hits: Sequence[Hit], excuses: Sequence[Hit], selling: Sequence[Hit], text: str) -> Sequence[Hit]:
    """Hits with an open excuse right beside them.

    One before covers strong terms where its table says so; one behind covers neither these nor `macaw for sale`,
    after which the text goes on to other things.
    """
    behind = {excuse.start for excuse in excuses if excuse.term.side is Side.AFTER}
    weak_first = sorted(excuses, key=lambda excuse: excuse.term.strength is Strength.STRONG)
    before = {_past(text, one.end): one.term.strength for one in weak_first if one.term.side is Side.BEFORE}
    covered = []
    for hit in hits:
        weak = hit.term.strength is Strength.WEAK
        strength = before.get(word_start(text, hit.start))
        if (strength and (weak or strength is Strength.STRONG)) or (
            weak
            and behind
            and _past(text, hit.end) in behind
            and not any(hit.start <= one.start and one.end <= hit.end for one in selling)
        ):
            covered.append(hit)
    return covered


class _Plan:
    """A rule made ready for matching."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.terms, self.signals = frozenset(rule.terms), frozenset(rule.signals)
        self.require, self.without = frozenset(rule.require), frozenset(rule.without)
        self.excuses = frozenset(rule.excuses)
        self.everything = self.terms | self.signals | self.require | self.without | self.excuses

    def matches(self, own: Sequence[_Field]) -> Sequence[Match]:
        """What fires in title and text."""
        kept = [(field, hit) for field in own for hit in self._kept(field)]
        if not kept or not self._allowed(own):
            return ()
        signals = self._places(own, self.signals, price=self.rule.price)
        near = [(field, hit, self._near(field, hit, signals)) for field, hit in kept]
        return [self._match(*one) for one in near if one[1].term.strength in ALONE or one[2]]

    def beside(self, rest: _Field) -> Sequence[Match]:
        """What the rest of the page adds to a rule that fired."""
        return [self._match(rest, hit, near=False) for hit in self._kept(rest) if hit.term.strength in ALONE]

    def _kept(self, field: _Field) -> list[Hit]:
        """Hits that no excuse covers; of those that overlap the longest, then the earliest."""
        hits = [hit for hit in field.hits if hit.term in self.terms]
        free = hits and self._free(field, hits)
        chosen: list[Hit] = []
        for hit in sorted(free, key=lambda hit: (hit.start - hit.end, hit.start, WORTH[hit.term.strength] * -1)):
            if all(hit.end <= other.start or other.end <= hit.start for other in chosen):
                chosen.append(hit)
        return sorted(chosen, key=lambda hit: hit.start)

    def _free(self, field: _Field, hits: Sequence[Hit]) -> list[Hit]:
        """Hits that no excuse overlaps, and that are no part of one with an open excuse beside it."""
        excuses = [hit for hit in field.hits if hit.term in self.excuses]
        closed = [one for one in excuses if one.term.side is Side.WITHIN]
        opened = [one for one in excuses if one.term.side is not Side.WITHIN]
        selling = [hit for hit in field.hits if hit.term in self.signals] if opened else []
        covered = _covered(hits, opened, selling, field.folded.text) if opened else []
        return [
            hit
            for hit in hits
            if not any(hit.start < one.end and one.start < hit.end for one in closed)
            and not any(one.start <= hit.start and hit.end <= one.end for one in covered)
        ]

    def _allowed(self, own: Sequence[_Field]) -> bool:
        if any(field.spans(self.without) for field in own):
            return False
        if not (self.require or self.rule.require_price):
            return True
        return bool(self._places(own, self.require, price=self.rule.require_price))

    def _places(self, own: Sequence[_Field], terms: frozenset[Term], *, price: bool) -> list[tuple[int, int]]:
        """Where signals stand, in the sequence of title and text."""
        found = []
        for field in own:
            spans = field.spans(terms)
            if price:
                spans += [sign.span() for sign in PRICE_SIGN.finditer(field.folded.text)]
            found += [(field.offset + start, field.offset + end) for start, end in spans]
        return found

    def _near(self, field: _Field, hit: Hit, signals: Sequence[tuple[int, int]]) -> bool:
        start, end = field.offset + hit.start, field.offset + hit.end
        reach = WINDOW_WORDS * WORD_CHARACTERS
        return any(begin - end <= reach and start - to <= reach for begin, to in signals)

    def _match(self, field: _Field, hit: Hit, near: bool) -> Match:
        start, end = field.folded.original(hit.start, hit.end)
        own = field.name in OWN_FIELDS
        score = WORTH[hit.term.strength] + IN_TITLE * (field.name == "title") + WITH_SIGNAL * near
        return Match(
            rule=self.rule.id,
            title=self.rule.title,
            rule_digest=self.rule.digest,
            level=self.rule.level if own else Level.LOW,
            field=field.name,
            start=start,
            end=end,
            quote=field.original[start:end],
            term=hit.term.written,
            view="plain",
            score=round(score if own else ELSEWHERE, 2),
        )

"""All rules of a run, and what of them fires on a listing.

Order of things: excuses are blanked span by span, and terms with an open excuse (`… cage`) right beside them; what is
left of terms counts if its word edges hold; of hits that overlap, one that fires alone counts, then the longest, then
the earliest. A strong term or a tool fires alone, a weak one only with a signal of its rule within 40 words in title or
text, counted as 240 characters in every script. What stands elsewhere on the page never fires a rule by itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import tee
from pathlib import Path
from typing import Self

from rules.collector import collector_paused
from rules.matcher import Matcher
from rules.pack import read_rules
from rules.patterns import Patterns
from rules.plan import BETWEEN, Judgement, Plan, Reading, Sets
from rules.records import Match
from rules.rule import FIELDS, Rule
from rules.terms import Term, shipped_lists

PACKS = Path(__file__).parent / "packs"


class RuleSet:
    """Rules that are matched together. `digest` changes when any of them does."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=lambda rule: rule.id))
        self.digest = hashlib.sha256("".join(rule.digest for rule in self.rules).encode()).hexdigest()
        sets: Sets = {}
        self._plans = {rule.id: Plan(rule, sets) for rule in self.rules}
        self._patterns = Patterns(self.rules)

    @classmethod
    def load(cls, *folders: Path) -> Self:
        """Load the shipped packs, then the folders given, whose rules replace shipped ones of the same id.

        Raises RuleFileError with all faults of all files.
        """
        with collector_paused():
            return cls(read_rules((PACKS, *folders), shipped_lists()))

    def prepared(self) -> Self:
        """Make ready now what the first text would otherwise wait for: seconds, with the shipped packs."""
        self.matcher.find("1vory")
        return self

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher of all terms of all rules."""
        plans = self._plans.values()
        terms = {term: None for plan in plans for term in plan.everything()}
        accentless = {term for plan in plans if plan.rule.accents for term in plan.everything()}
        return Matcher(terms, frozenset(accentless), frozenset(self._looking))

    @cached_property
    def _looking(self) -> Mapping[Term, Sequence[Plan]]:
        """Which rules look for a term."""
        looking: defaultdict[Term, list[Plan]] = defaultdict(list)
        for plan in self._plans.values():
            for term in plan.rule.terms:
                looking[term].append(plan)
        return looking

    def match(self, fields: Mapping[str, str], on: date) -> tuple[Match, ...]:
        """Return what fires on a listing, by field name `title`, `text` and `elsewhere`; others are not looked at."""
        return next(self.match_all([fields], on))

    def match_all(self, listings: Iterable[Mapping[str, str]], on: date) -> Iterator[tuple[Match, ...]]:  # noqa: ARG002
        """As `match`, for many listings; fast."""
        for fields, own in self._read(listings):
            fired = [(plan, matches) for plan, matches in self._fired(own) if matches]
            if fired and fields.get("elsewhere"):
                rest = self._rest(fields)
                yield tuple(match for plan, matches in fired for match in (*matches, *plan.beside(rest)))
            else:
                yield tuple(match for _, matches in fired for match in matches)

    def judge(self, fields: Mapping[str, str]) -> tuple[Reading, Mapping[str, Judgement]]:
        """Return title and text as read, and what every rule that has a term or pattern there makes of them."""
        ((_, own),) = self._read([fields])
        return own, {plan.rule.id: judgement for plan, judgement in self._judged(own)}

    def queries(self, languages: Iterable[str], only: Collection[str] = ()) -> tuple[str, ...]:
        """Return the words to search a site for in its languages, each once, in the order of the rules.

        `only` leaves those of the rules with these ids.
        """
        wanted = tuple(languages)
        rules = [rule for rule in self.rules if not only or rule.id in only]
        words = (word for rule in rules for language in wanted for word in rule.queries.get(language, ()))
        return tuple(dict.fromkeys(words))

    def _read(self, listings: Iterable[Mapping[str, str]]) -> Iterator[tuple[Mapping[str, str], Reading]]:
        listings, again = tee(listings)
        texts = (BETWEEN.join(fields.get(name, "") for name in FIELDS) for fields in again)
        for fields, (folded, hits) in zip(listings, self.matcher.find_all(texts), strict=True):
            yield fields, Reading(tuple((name, fields.get(name, "")) for name in FIELDS), folded, hits)

    def _rest(self, fields: Mapping[str, str]) -> Reading:
        text = fields["elsewhere"]
        return Reading((("elsewhere", text),), *self.matcher.find(text))

    def _judged(self, own: Reading) -> Iterator[tuple[Plan, Judgement]]:
        patterns = self._patterns.find(own.folded.text)
        plans = {plan.rule.id: plan for hit in own.hits for plan in self._looking.get(hit.term, ())}
        plans |= {rule: self._plans[rule] for rule in patterns}
        for rule in sorted(plans):
            yield plans[rule], plans[rule].judge(own, patterns.get(rule, ()))

    def _fired(self, own: Reading) -> Iterator[tuple[Plan, list[Match]]]:
        for plan, judgement in self._judged(own):
            yield plan, plan.matches(own, judgement)

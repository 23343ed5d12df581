"""The tests that stand in rule files: texts that a rule must hit and texts that it must miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

from rules.explain import explain
from rules.records import Match
from rules.rule import Rule
from rules.ruleset import RuleSet


class Kind(StrEnum):
    """What a text is there for."""

    HIT = "hit"
    MISS = "miss"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tested:
    """One text of one rule, the line of its file on which it stands, and what fired on it, other rules included."""

    rule: Rule
    kind: Kind
    text: str
    line: int
    matches: tuple[Match, ...]

    @property
    def own(self) -> tuple[Match, ...]:
        """What fired of the rule itself."""
        return tuple(match for match in self.matches if match.rule == self.rule.id)

    @property
    def passed(self) -> bool:
        """Whether the rule did as its file says."""
        return bool(self.own) == (self.kind is Kind.HIT)


def run_tests(ruleset: RuleSet, rules: Iterable[Rule], on: date) -> Iterator[Tested]:
    """Match each text of `rules` as the text of a listing without title, against all rules of the set."""
    for rule in rules:
        lines = _lines(rule.path)
        for kind, texts in ((Kind.HIT, rule.hit), (Kind.MISS, rule.miss)):
            fired = ruleset.match_all(({"title": "", "text": text, "elsewhere": ""} for text in texts), on)
            for text, line, matches in zip(texts, lines[kind], fired, strict=True):
                yield Tested(rule=rule, kind=kind, text=text, line=line, matches=matches)


def why_silent(ruleset: RuleSet, one: Tested, on: date) -> str:
    """Say in words what a text lacks for its rule to fire."""
    readings = explain(ruleset, {"title": "", "text": one.text, "elsewhere": ""}, on)
    reading = next((reading for reading in readings if reading.rule.id == one.rule.id), None)
    if reading is None:
        return "no word that the rule looks for stands in it"
    excused = [f"“{found.quote}” is excused by “{found.excused_by}”" for found in reading.excused]
    return "; ".join((*reading.missing, *excused)) or "no word that the rule looks for counts in it"


def _lines(path: Path) -> dict[Kind, Sequence[int]]:
    """Where each text of a rule file stands; the file has been read before and is known to be sound."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    tests = _under(root, "tests")
    return {kind: [node.start_mark.line + 1 for node in _scalars(_under(tests, kind))] for kind in Kind}


def _under(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _scalars(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The texts of a list, or of lists by language."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _scalars(value)

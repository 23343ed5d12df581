"""Expressions of rules, all in one pass and in linear time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import re2

from rules.matcher import Hit
from rules.rule import Rule
from rules.terms import Strength, Term

SURROGATES = re.compile("[\ud800-\udfff]")


class Patterns:
    """The expressions of all rules. They are matched on folded text: lower case, single spaces."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._terms = [(rule.id, _term(pattern)) for rule in rules for pattern in rule.patterns]
        self._compiled = [re2.compile(term.written, _options()) for _, term in self._terms]
        self._all = re2.Set.SearchSet(_options())
        for _, term in self._terms:
            self._all.Add(term.written)
        if self._terms:
            self._all.Compile()

    def find(self, text: str) -> Mapping[str, Sequence[Hit]]:
        """Return the hits of each rule, by its id, that has an expression which matches somewhere."""
        if not self._terms:
            return {}
        clean = SURROGATES.sub("\ufffd", text)
        hits: defaultdict[str, list[Hit]] = defaultdict(list)
        for number in sorted(self._all.Match(clean)):
            rule, term = self._terms[number]
            hits[rule] += [
                Hit(term, *found.span()) for found in self._compiled[number].finditer(clean) if found.group()
            ]
        return {rule: found for rule, found in hits.items() if found}


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options


def _term(pattern: str) -> Term:
    return Term(literal=pattern, written=pattern, language="", strength=Strength.STRONG, source="pattern")

"""Every term of every rule in one automaton: one pass over a text, and every hit with its place in the original."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import hyperscan
import numpy as np

from rules.edges import stands_alone
from rules.fold import Folded, fold
from rules.inflect import forms
from rules.terms import Term


@dataclass(frozen=True, slots=True)
class Hit:
    """A term at `start:end` of the folded text."""

    term: Term
    start: int
    end: int


class Matcher:
    """Finds terms as words of their own. Cost does not grow with terms that do not occur."""

    def __init__(self, terms: Iterable[Term]) -> None:
        spelt: dict[str, dict[Term, None]] = {}
        for term in terms:
            for form in forms(term.literal, term.language):
                spelt.setdefault(form, {})[term] = None
        self._forms = sorted(spelt)
        self._terms: Sequence[tuple[Term, ...]] = [tuple(spelt[form]) for form in self._forms]
        self._lengths = [len(form) for form in self._forms]
        self._database = self._compiled() if self._forms else None

    def _compiled(self) -> hyperscan.Database:
        database = hyperscan.Database()
        expressions = [form.encode() for form in self._forms]
        database.compile(expressions=expressions, ids=list(range(len(expressions))), literal=True)
        return database

    def find(self, text: str) -> tuple[Folded, list[Hit]]:
        """Return the folded text and its hits, each a whole word by the rules of its script, in order of place."""
        folded = fold(text)
        if self._database is None or not folded.text:
            return folded, []
        found: list[tuple[int, int]] = []

        def on_match(which: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append((which, end))

        data = folded.text.encode("utf-8", "surrogatepass")
        self._database.scan(data, match_event_handler=on_match)
        if not found:
            return folded, []
        # a hit's end is in bytes of UTF-8: every byte that does not go on with a character begins one
        ends = np.cumsum((np.frombuffer(data, dtype=np.uint8) & 0xC0) != 0x80)
        hits = [hit for which, end in set(found) for hit in self._hits(folded.text, which, int(ends[end - 1]))]
        return folded, sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.term.literal, hit.term.language))

    def _hits(self, text: str, which: int, end: int) -> Iterable[Hit]:
        start = end - self._lengths[which]
        for term in self._terms[which]:
            if stands_alone(text, start, end, term.language):
                yield Hit(term, start, end)

"""One rule made ready for matching: from the hits in a listing to what fires, and why or why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rules.edges import word_end, word_start
from rules.fold import Folded
from rules.inflect import SYLLABIC
from rules.letters import is_unspaced
from rules.matcher import Hit
from rules.records import Level, Match
from rules.rule import Rule
from rules.signals import mark_spans
from rules.terms import Side, Strength, Term
from rules.views import View, view_of
from rules.worth import ALONE, SURE_LENGTH, WORTH, score, score_parts, strength

WINDOW_WORDS = 40
WORD_CHARACTERS = 6
# between title and text: no word goes on beyond it
BETWEEN = " \x01 "
SIGNS = "zxx"
QUESTIONS = frozenset("?؟")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """Part of a listing as read: its folded text, its hits, and which field of the original each place belongs to."""

    fields: tuple[tuple[str, str], ...]
    folded: Folded
    hits: Sequence[Hit]

    def place(self, hit: Hit) -> tuple[str, int, int, str]:
        """The field of a hit, where it begins and ends there, and what stands there."""
        start, end = self.folded.original(hit.start, hit.end)
        for name, text in self.fields:
            if start < len(text):
                return name, start, end, text[start:end]
            start, end = start - len(text) - len(BETWEEN), end - len(text) - len(BETWEEN)
        raise AssertionError(hit)

    def spans(self, terms: frozenset[Term]) -> list[Span]:
        """Where hits of these terms stand."""
        return [(hit.start, hit.end) for hit in self.hits if hit.term in terms]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule makes of a listing: hits that count with their worth, those excused, and what kept it silent."""

    kept: Sequence[Hit] = ()
    near: frozenset[Hit] = frozenset()
    hidden: frozenset[Hit] = frozenset()
    excused: Sequence[tuple[Hit, Hit]] = ()
    silenced_by: Sequence[Hit] = ()
    lacks_required: bool = False
    asks: bool = False

    def counts(self, hit: Hit) -> bool:
        """Whether a kept hit fires: strong terms and tools alone, weak ones with a signal or if hidden.

        In a text that asks something no term fires alone: people ask about what they own, or fear to.
        """
        alone = strength(hit) in ALONE and not self.asks
        enough = alone or hit in self.near or hit in self.hidden
        return enough and not self.silenced_by and not self.lacks_required


Sets = dict[tuple[Term, ...], frozenset[Term]]


class Plan:
    """A rule with its terms as sets; rules that name the same lists share them by way of `sets`."""

    def __init__(self, rule: Rule, sets: Sets) -> None:
        self.rule = rule
        self.terms, self.signals, self.require, self.without, self.excuses = (
            sets[terms] if terms in sets else sets.setdefault(terms, frozenset(terms))
            for terms in (rule.terms, rule.signals, rule.require, rule.without, rule.excuses)
        )

    def everything(self) -> Iterator[Term]:
        """All terms of the rule, some of them twice."""
        return chain(self.terms, self.signals, self.require, self.without, self.excuses)

    def judge(self, own: Reading, patterns: Sequence[Hit] = ()) -> Judgement:
        """Judge title and text, in which the rule's `patterns` were found at these hits."""
        free, excused = self._sorted(own)
        kept = _longest([*free, *patterns])
        if not kept:
            return Judgement(excused=excused)
        silent = self._silencing(own)
        if any(self._is_hidden(own, hit) for hit in kept if silent):
            silent = []  # who reports a crime hides no words
        required = bool(self.require or self.rule.require_marks)
        signals = own.spans(self.signals) + mark_spans(own.folded.text, self.rule.marks)
        return Judgement(
            kept=kept,
            near=frozenset(hit for hit in kept if _is_near(hit, signals)),
            hidden=frozenset(self._hidden(own, kept)),
            excused=excused,
            silenced_by=silent,
            lacks_required=required and not self._required(own),
            asks=not QUESTIONS.isdisjoint(own.folded.text),
        )

    def matches(self, own: Reading, judgement: Judgement) -> list[Match]:
        """What fires in title and text."""
        found = (self._match(own, hit, near=hit in judgement.near) for hit in judgement.kept if judgement.counts(hit))
        return [match for match in found if match.score >= self.rule.minimum]

    def beside(self, rest: Reading) -> list[Match]:
        """What the rest of the page adds to a rule that fired."""
        free, _ = self._sorted(rest)
        return [self._match(rest, hit, near=False) for hit in _longest(free) if strength(hit) in ALONE]

    def _silencing(self, own: Reading) -> list[Hit]:
        """Phrases that say it is no offer, and words in a language of the text, if no longer phrase says otherwise."""
        # who hides a word says nothing against himself
        against = [hit for hit in own.hits if hit.term in self.without and not hit.undone]
        if not against:
            return []
        spoken = {_tongue(hit) for hit in own.hits if hit.term in self.terms or hit.term in self.signals}
        longer = [hit for hit in own.hits if hit.term in self.excuses or hit.term in self.terms]
        denials = [hit for hit in longer if hit.term.side is Side.WITHIN]
        return [
            hit
            for hit in against
            if (
                " " in hit.term.literal
                or not hit.term.literal.isascii()
                or not spoken.isdisjoint({_tongue(hit), SIGNS})
            )
            and not any(
                one.start <= hit.start and hit.end <= one.end and one.end - one.start > hit.end - hit.start
                for one in denials
            )
        ]

    def _sorted(self, reading: Reading) -> tuple[list[Hit], list[tuple[Hit, Hit]]]:
        """The rule's hits: those that nothing excuses, and those that something does, with that."""
        hits = [hit for hit in reading.hits if hit.term in self.terms and (hit.accents or self.rule.accents)]
        hits = [hit for hit in hits if self._is_looked_at(reading, hit)]
        excuses = [hit for hit in reading.hits if hit.term in self.excuses and (hit.accents or self.rule.accents)]
        if not hits or not excuses:
            return hits, []
        by = dict(self._excused(reading, hits, excuses))
        return [hit for hit in hits if hit not in by], list(by.items())

    def _is_looked_at(self, reading: Reading, hit: Hit) -> bool:
        if len(self.rule.fields) > 1 or len(reading.fields) == 1:
            return True
        return reading.place(hit)[0] in self.rule.fields

    def _excused(self, reading: Reading, hits: Sequence[Hit], excuses: Sequence[Hit]) -> Iterator[tuple[Hit, Hit]]:
        """Hits that an excuse overlaps, and those within one with an open excuse beside it."""
        closed = [one for one in excuses if one.term.side is Side.WITHIN]
        opened = [one for one in excuses if one.term.side is not Side.WITHIN]
        selling = [hit for hit in reading.hits if hit.term in self.signals] if opened else []
        covered = list(_covered(hits, opened, selling, reading.folded.text)) if opened else []
        for hit in hits:
            for one in closed:
                if hit.start < one.end and one.start < hit.end and _speaks_of(one, hit):
                    yield hit, one
            for wide, one in covered:
                if wide.start <= hit.start and hit.end <= wide.end:
                    yield hit, one

    def _hidden(self, own: Reading, kept: Sequence[Hit]) -> list[Hit]:
        """Weak words hidden beyond doubt (who hides an innocent one?), or hidden together with another."""
        doubtful = [hit for hit in kept if hit.undone and strength(hit) not in ALONE]
        return doubtful if len(doubtful) > 1 else [hit for hit in kept if self._is_hidden(own, hit)]

    def _is_hidden(self, own: Reading, hit: Hit) -> bool:
        long = hit.end - hit.start >= SURE_LENGTH or is_unspaced(hit.term.literal[0])
        return long and hit.sure and view_of(hit, own.place(hit)[3]) is View.OBFUSCATED

    def _required(self, own: Reading) -> bool:
        return bool(own.spans(self.require) or mark_spans(own.folded.text, self.rule.require_marks))

    def _match(self, reading: Reading, hit: Hit, *, near: bool) -> Match:
        name, start, end, quote = reading.place(hit)
        own = name != "elsewhere"
        view = view_of(hit, quote)
        return Match(
            rule=self.rule.id,
            title=self.rule.title,
            rule_digest=self.rule.digest,
            level=self.rule.level if own else Level.LOW,
            field=name,
            start=start,
            end=end,
            quote=quote,
            term=hit.term.written,
            view=str(view),
            score=score(score_parts(hit, name, view, near=near)),
        )


def _is_near(hit: Hit, signals: Sequence[Span]) -> bool:
    reach = WINDOW_WORDS * WORD_CHARACTERS
    return any(begin - hit.end <= reach and hit.start - to <= reach for begin, to in signals)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Of hits that overlap the one that fires alone, then the longest, then the earliest."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=_rank):
        if all(hit.end <= other.start or other.end <= hit.start for other in chosen):
            chosen.append(hit)
    return sorted(chosen, key=lambda hit: hit.start)


def _rank(hit: Hit) -> tuple[object, ...]:
    worth = strength(hit)
    return worth not in ALONE, hit.start - hit.end, hit.start, -WORTH[worth], len(hit.undone), hit.term.language


def _tongue(hit: Hit) -> str:
    """A hit's language, whatever it is written in; Malay and Indonesian are one."""
    language = hit.term.language.split("-")[0]
    return "id" if language == "ms" else language


def _speaks_of(excuse: Hit, hit: Hit) -> bool:
    """Whether an excuse says more than the hit: what a rule names itself is excused by longer phrases only."""
    if excuse.start >= hit.start and excuse.end <= hit.end:
        return False
    # without its tones a Vietnamese excuse may be a price: giả is false, giá is what it costs
    return excuse.accents or not (hit.accents or excuse.term.language in SYLLABIC)


def _past(text: str, place: int) -> int:
    """Where the next word begins after the one that `place` stands in or behind; folding left one space at most."""
    end = word_end(text, place)
    return end + text[end : end + 1].isspace()


def _covered(
    hits: Sequence[Hit], excuses: Sequence[Hit], selling: Sequence[Hit], text: str
) -> Iterator[tuple[Hit, Hit]]:
    """Hits with an open excuse right beside them.

    One before covers strong terms where its table says so; one behind covers neither these nor `macaw for sale`,
    after which the text goes on to other things.
    """
    behind = {excuse.start: excuse for excuse in excuses if excuse.term.side is Side.AFTER}
    weak_first = sorted(excuses, key=lambda excuse: excuse.term.strength is Strength.STRONG)
    before = {_past(text, one.end): one for one in weak_first if one.term.side is Side.BEFORE}
    for hit in hits:
        weak = hit.term.strength is Strength.WEAK
        earlier, later = before.get(word_start(text, hit.start)), behind.get(_past(text, hit.end))
        if earlier and (weak or earlier.term.strength is Strength.STRONG):
            yield hit, earlier
        elif weak and later and not any(hit.start <= one.start and one.end <= hit.end for one in selling):
            yield hit, later

"""How well rules agree with labels: precision, recall and F1, with how many texts each stands on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from measure.intervals import Interval, Share, wilson

NO_VALUE = "(none)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One labelled text and the ids of the rules that fired on it.

    `named` are the rules that the label says should fire; None where it does not say which. A group that is None is
    not in the file, and one that is blank is a group of its own.
    """

    suspect: bool
    fired: frozenset[str]
    language: str | None = None
    style: str | None = None
    concept: str | None = None
    named: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Precision and recall over `texts` texts; what has nothing to stand on is unknown, not 0.

    Precision: of the texts that fired, those labelled suspect. Recall: of the texts labelled suspect, those that fired.
    """

    texts: int
    precision: Share
    recall: Share

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; unknown where recall is."""
        if self.recall.value is None:
            return None
        if self.precision.hits == self.recall.hits:
            return 2 * self.recall.hits / (self.precision.of + self.recall.of)
        both = (self.precision.value or 0.0) + self.recall.value
        return 2 * (self.precision.value or 0.0) * self.recall.value / both if both else 0.0

    @property
    def f1_interval(self) -> Interval | None:
        """Bounds at 0.95 for F1; None for a rule whose precision and recall stand on different texts.

        Of the texts that fired or are labelled suspect, the share F* that is both is a plain proportion and gets a
        Wilson interval; F1 = 2 F* / (1 + F*) carries its bounds over.
        Source of F*: Hand, Christen and Kirielle (2021), Machine Learning 110:451-456.
        """
        if self.recall.of == 0 or self.precision.hits != self.recall.hits:
            return None
        bounds = wilson(self.recall.hits, self.precision.of + self.recall.of - self.recall.hits)
        return bounds and Interval(low=_f1_of(bounds.low), high=_f1_of(bounds.high))


def _f1_of(f_star: float) -> float:
    return 2 * f_star / (1 + f_star)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """All texts, and each group by its value. `rules_named` tells whether labels name rules.

    A rule's precision is over all texts it fired on, whichever rule their label means. Its recall is over the suspect
    texts whose label names it, and unknown without such labels: of a text that is suspect for its ivory nobody can say
    that the rule on parrots missed it.
    """

    overall: Score
    by_rule: Mapping[str, Score]
    by_lang: Mapping[str, Score] = field(default_factory=dict)
    by_style: Mapping[str, Score] = field(default_factory=dict)
    by_concept: Mapping[str, Score] = field(default_factory=dict)
    rules_named: bool = False


class _Counts:
    """Texts by whether they are suspect and whether they fired."""

    __slots__ = ("fired", "right", "suspect", "texts")

    def __init__(self) -> None:
        self.texts = self.suspect = self.fired = self.right = 0

    def add(self, suspect: bool, fired: bool) -> None:
        self.texts += 1
        self.suspect += suspect
        self.fired += fired
        self.right += suspect and fired

    def score(self) -> Score:
        return Score(
            texts=self.texts,
            precision=Share(hits=self.right, of=self.fired),
            recall=Share(hits=self.right, of=self.suspect),
        )


class Tally:
    """Counts labelled texts one by one; `rules` are shown even if they never fire."""

    def __init__(self, rules: Iterable[str] = ()) -> None:
        self._all = _Counts()
        self._groups: dict[str, defaultdict[str, _Counts]] = {
            name: defaultdict(_Counts) for name in ("language", "style", "concept")
        }
        self._rules = dict.fromkeys(rules)
        self._fired, self._right = Counter[str](), Counter[str]()
        self._named, self._found = Counter[str](), Counter[str]()
        self._rules_named = False

    def add(self, text: Judged) -> None:
        """Count one text."""
        fired = bool(text.fired)
        self._all.add(text.suspect, fired)
        for name, groups in self._groups.items():
            value = getattr(text, name)
            if value is not None:
                groups[value or NO_VALUE].add(text.suspect, fired)
        self._fired.update(text.fired)
        if text.suspect:
            self._right.update(text.fired)
        if text.named is not None:
            self._rules_named = True
            if text.suspect:
                self._named.update(text.named)
                self._found.update(text.named & text.fired)

    def scores(self) -> Scores:
        """Everything counted so far."""
        language, style, concept = (
            {name: counts.score() for name, counts in sorted(groups.items())} for groups in self._groups.values()
        )
        return Scores(
            overall=self._all.score(),
            by_rule={rule: self._of_rule(rule) for rule in sorted({*self._rules, *self._fired, *self._named})},
            by_lang=language,
            by_style=style,
            by_concept=concept,
            rules_named=self._rules_named,
        )

    def _of_rule(self, rule: str) -> Score:
        return Score(
            texts=self._all.texts,
            precision=Share(hits=self._right[rule], of=self._fired[rule]),
            recall=Share(hits=self._found[rule], of=self._named[rule]),
        )


def score(texts: Iterable[Judged], rules: Iterable[str] = ()) -> Scores:
    """Return the scores of labelled texts."""
    tally = Tally(rules)
    for text in texts:
        tally.add(text)
    return tally.scores()

"""`fieldsign rules score`: how well the rules agree with labels, and the mistakes to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from fieldsign.options import json_option, print_json, results, to_people, workspace_option
from fieldsign.rules_labelled import Labelled, read_labelled
from fieldsign.rules_loading import pack_option, rules_in_use
from fieldsign.rules_progress import counted
from fieldsign.rules_score_shown import print_mistakes, print_scores, print_together, scores_as_json
from fieldsign.rules_words import shortened, words_by_rule
from measure.matching import matched
from measure.scoring import Judged, Scores, Tally
from rules import Match, RuleSet


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """A text on which rules and label differ, with what fired on it."""

    text: Labelled
    matches: tuple[Match, ...]

    def as_json(self) -> dict[str, Any]:
        """The text, shortened, and each rule with the words it fired on."""
        return {
            "line": self.text.line,
            "lang": self.text.language,
            "style": self.text.style,
            "why": self.text.why,
            "text": shortened(" / ".join(filter(None, (self.text.title, self.text.text)))),
            "rules": words_by_rule(self.matches),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """What one file gave."""

    file: Path
    scores: Scores
    misses: Sequence[Mistake]
    false_alarms: Sequence[Mistake]


class _Mistakes:
    """The worst mistakes of a file: of false alarms the surest, of misses one of each kind in turn."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._misses: defaultdict[tuple[str, str], list[Mistake]] = defaultdict(list)
        self._alarms: list[Mistake] = []

    def add(self, text: Labelled, matches: tuple[Match, ...]) -> None:
        mistake = Mistake(text=text, matches=matches)
        if not text.suspect:
            self._alarms.append(mistake)
            if len(self._alarms) > 4 * self._most:
                self._alarms = self.alarms()
        elif len(kind := self._misses[text.language or "", text.style or ""]) < self._most:
            kind.append(mistake)

    def alarms(self) -> list[Mistake]:
        return sorted(self._alarms, key=_sureness, reverse=True)[: self._most]

    def misses(self) -> list[Mistake]:
        kinds = list(self._misses.values())
        turns = (kind[turn] for turn in range(self._most) for kind in kinds if turn < len(kind))
        return list(islice(turns, self._most))


def _sureness(mistake: Mistake) -> tuple[int, float, int]:
    level = max(match.level.rank for match in mistake.matches)
    return level, max(match.score for match in mistake.matches), -mistake.text.line


def judged(text: Labelled, matches: Iterable[Match]) -> Judged:
    """What the scores count of a text."""
    return Judged(
        suspect=text.suspect,
        fired=frozenset(match.rule for match in matches),
        language=text.language,
        style=text.style,
        concept=text.concept,
        named=text.named,
    )


def score_file(path: Path, ruleset: RuleSet, texts: Iterable[Labelled], pooled: Tally, worst: int) -> Scored:
    """Score the texts of one file; they are counted in `pooled` as well."""
    tally, mistakes = Tally(rule.id for rule in ruleset.rules), _Mistakes(worst)
    for text, matches in matched(ruleset, texts, Labelled.fields, datetime.now(UTC).date()):
        one = judged(text, matches)
        tally.add(one)
        pooled.add(one)
        if one.suspect != bool(one.fired):
            mistakes.add(text, matches)
    return Scored(file=path, scores=tally.scores(), misses=mistakes.misses(), false_alarms=mistakes.alarms())


def _scored(files: Sequence[Path], ruleset: RuleSet, pooled: Tally, worst: int, console: Console) -> Iterator[Scored]:
    """Every file is read to its end before the first is scored, so that a fault in the last costs no wait."""
    counts = [sum(1 for _ in read_labelled(path)) for path in files]
    for path, count in zip(files, counts, strict=True):
        yield score_file(path, ruleset, counted(console, path.name, read_labelled(path), count), pooled, worst)


@click.command(
    "score",
    epilog="\b\nExample:\n  fieldsign rules score labelled.csv more.csv --worst 10",
    short_help="Score the rules on labelled texts.",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@pack_option
@click.option("--worst", default=5, show_default=True, type=click.IntRange(min=0), help="How many mistakes to show.")
@workspace_option
@json_option
def score_rules(files: tuple[Path, ...], packs: tuple[Path, ...], worst: int, folder: Path, as_json: bool) -> None:
    """Say how well the rules agree with labels: precision, recall and F1, each with its bounds.

    FILE is a CSV file with the columns text and label (1 or 0, true or false, yes or no); title, lang, style, concept
    and rule are used if they are there.
    """
    ruleset = rules_in_use(folder, packs)
    pooled = Tally(rule.id for rule in ruleset.rules)
    scored = list(_scored(files, ruleset, pooled, worst, to_people()))
    if as_json:
        print_json(_as_json(ruleset, scored, pooled.scores()))
        return
    console = results()
    for one in scored:
        precision, recall = one.scores.overall.precision, one.scores.overall.recall
        print_scores(console, str(one.file), one.scores)
        print_mistakes(console, "Missed", _told(one.misses), recall.of - recall.hits)
        print_mistakes(console, "False alarms", _told(one.false_alarms), precision.of - precision.hits)
    if len(scored) > 1:
        print_together(console, {str(one.file): one.scores.overall for one in scored}, pooled.scores().overall)


def _told(mistakes: Iterable[Mistake]) -> list[dict[str, Any]]:
    return [mistake.as_json() for mistake in mistakes]


def _as_json(ruleset: RuleSet, scored: Sequence[Scored], pooled: Scores) -> Mapping[str, Any]:
    files = [
        {
            "file": str(one.file),
            **scores_as_json(one.scores),
            "misses": _told(one.misses),
            "false_alarms": _told(one.false_alarms),
        }
        for one in scored
    ]
    return {"digest": ruleset.digest, **scores_as_json(pooled), "files": files}

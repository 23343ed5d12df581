"""Scores as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fieldsign.rules_words import quoted
from measure.intervals import Interval, Share
from measure.scoring import Score, Scores

PRECISION, RECALL = ("precision", "of fired"), ("recall", "of suspect", "F1")
UNKNOWN = "unknown"


def scores_as_json(scores: Scores) -> dict[str, Any]:
    """Every group; what is unknown is null."""
    groups = ("by_rule", "by_lang", "by_style", "by_concept")
    return {
        "overall": score_as_json(scores.overall),
        **{name: {key: score_as_json(one) for key, one in getattr(scores, name).items()} for name in groups},
        "rules_named": scores.rules_named,
    }


def score_as_json(score: Score) -> dict[str, Any]:
    """One score with its counts and bounds."""
    return {
        "texts": score.texts,
        "fired": score.precision.of,
        "suspect": score.recall.of,
        "precision": _rounded(score.precision.value),
        "precision_hits": score.precision.hits,
        "precision_interval": _bounds(score.precision.interval),
        "recall": _rounded(score.recall.value),
        "recall_hits": score.recall.hits,
        "recall_interval": _bounds(score.recall.interval),
        "f1": _rounded(score.f1),
        "f1_interval": _bounds(score.f1_interval),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _bounds(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, 4), round(interval.high, 4)]


def print_scores(console: Console, title: str, scores: Scores) -> None:
    """The tables of one file: overall, by language and style, and by rule."""
    table = _table(title, "", "texts", *PRECISION, *RECALL)
    _add(table, "overall", scores.overall)
    for name, group in (("language", scores.by_lang), ("style", scores.by_style)):
        if group:
            table.add_section()
            for key, score in group.items():
                _add(table, f"{name} {key}", score)
    console.print(table)
    _print_rules(console, scores)


def _print_rules(console: Console, scores: Scores) -> None:
    shown = {rule: one for rule, one in scores.by_rule.items() if one.precision.of or one.recall.of}
    if shown:
        table = _table("By rule", "rule", *PRECISION, *(RECALL if scores.rules_named else ()))
        for rule, one in shown.items():
            recall = (*_shown(one.recall), _f1(one)) if scores.rules_named else ()
            table.add_row(Text(rule), *_shown(one.precision), *recall)
        console.print(table)
    idle = len(scores.by_rule) - len(shown)
    said = [f"{idle} more rules fired on nothing."] if idle else []
    if not scores.rules_named:
        said.append("Recall by rule is unknown: the file has no column `rule` that says which should fire.")
    console.print(Text(" ".join(said), style="dim"))


def print_together(console: Console, files: Mapping[str, Score], pooled: Score) -> None:
    """All files, one line each, and what they come to together."""
    table = _table("All files", "file", "texts", *PRECISION, *RECALL)
    for file, score in files.items():
        _add(table, file, score)
    table.add_section()
    _add(table, "together", pooled)
    console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(columns[0], title=Text(title), title_justify="left", title_style="bold")
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _add(table: Table, name: str, score: Score) -> None:
    table.add_row(Text(name), str(score.texts), *_shown(score.precision), *_shown(score.recall), _f1(score))


def _f1(score: Score) -> str:
    return _with_bounds(score.f1, score.f1_interval)


def _shown(share: Share) -> tuple[str, str]:
    return _with_bounds(share.value, share.interval), f"{share.hits} of {share.of}"


def _with_bounds(value: float | None, interval: Interval | None) -> str:
    if value is None:
        return UNKNOWN
    return f"{value:.2f} ({interval.low:.2f}-{interval.high:.2f})" if interval else f"{value:.2f}"


def print_mistakes(console: Console, title: str, mistakes: Sequence[Mapping[str, Any]], count: int) -> None:
    """The worst of `count` mistakes, to read: line, kind, the text and what fired on which words."""
    if not mistakes:
        return
    title = f"{title}: {len(mistakes)} of {count}"
    table = Table("line", "kind", "text", "fired", title=Text(title), title_justify="left", title_style="bold")
    for one in mistakes:
        kind = ", ".join(filter(None, (one["lang"], one["style"])))
        text = f"{one['text']} ({one['why']})" if one["why"] else one["text"]
        fired = (f"{rule}: {quoted(words)}" for rule, words in one["rules"].items())
        table.add_row(str(one["line"]), Text(kind), Text(text), Text("\n".join(fired) or "-"))
    console.print(table)

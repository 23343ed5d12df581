"""`fieldsign rules explain`: why a text or a kept listing is suspect, nearly is, or is not."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from fieldsign.options import json_option, opened, print_json, results, workspace_option
from fieldsign.rules_loading import pack_option, rules_in_use
from rules.explain import Found, RuleReading, explain
from storage.kept import kept_listing, read_only

LISTING_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
FROM_INPUT = "-"
STYLES = {"fires": "bold red", "nearly": "bold yellow", "excused": "dim"}


@click.command(
    "explain",
    epilog='\b\nExample:\n  fieldsign rules explain "Old 1vory bangle, no papers"',
    short_help="Say why a text fires, or does not.",
)
@click.argument("text")
@click.option("--title", default="", help="The title of the listing, which counts for more than its text.")
@pack_option
@workspace_option
@json_option
def explain_rules(text: str, title: str, packs: tuple[Path, ...], folder: Path, as_json: bool) -> None:
    """Show what each rule makes of TEXT: what fired and how it was read, what was excused, what is missing, the score.

    TEXT may be the id of a listing or finding of the workspace, or - for what comes on standard input.
    """
    fields, on = _listing(folder, text) if LISTING_ID.fullmatch(text) else _typed(text, title)
    readings = explain(rules_in_use(folder, packs), fields, on)
    if as_json:
        print_json({"fields": fields, "on": on, "rules": [_as_json(one) for one in readings]})
        return
    for reading in readings:
        _print(results(), reading)
    if not readings:
        click.echo("No rule has a word of its own in this text.")


def _typed(text: str, title: str) -> tuple[Mapping[str, str], date]:
    typed = sys.stdin.read() if text == FROM_INPUT else text
    return {"title": title, "text": typed, "elsewhere": ""}, datetime.now(UTC).date()


def _listing(folder: Path, known_as: str) -> tuple[Mapping[str, str], date]:
    workspace, _ = opened(folder)
    with read_only(workspace) as db:
        kept = kept_listing(db, known_as)
    if kept is None:
        raise click.ClickException(f"no listing or finding of this workspace has the id {known_as}")
    return kept.fields(), date.fromisoformat(kept.day)


def state(reading: RuleReading) -> str:
    """Whether the rule fires, nearly does, or has nothing but excused words."""
    return "fires" if reading.fired else "nearly" if reading.unfired else "excused"


def _print(console: Console, reading: RuleReading) -> None:
    rule, standing = reading.rule, state(reading)
    head = Text(f"{standing:8}", style=STYLES[standing]) + Text(
        f"{rule.id}: {rule.title} ({rule.level}, {rule.status})"
    )
    console.print(head)
    for line in _lines(reading):
        console.print(Text(f"        {line}"), soft_wrap=True)


def _lines(reading: RuleReading) -> Iterator[str]:
    for found in reading.fired:
        yield f"{_where(found)}, {found.reading}; {_sum(found)}"
    for found in reading.unfired:
        yield f"{_where(found)}, {found.reading}; does not count"
    for found in reading.excused:
        yield f"{_where(found)}, excused by “{found.excused_by}”"
    for sentence in reading.missing:
        yield f"missing: {sentence}"
    if reading.fired:
        yield from _appendices(reading)


def _appendices(reading: RuleReading) -> Iterator[str]:
    """The CITES listings of the rule's taxa on that day; what is to be said of all of them comes once."""
    listed = [(taxon, one) for taxon, some in reading.appendices.items() for one in some]
    for taxon, one in listed:
        yield f"{taxon}: CITES Appendix {one.appendix}" + (f" {one.note}" if one.note else "")
    yield from dict.fromkeys(one.caveat for _, one in listed if one.caveat)


def _where(found: Found) -> str:
    return f"“{found.quote}” ({found.field} {found.start}-{found.end})"


def _sum(found: Found) -> str:
    return f"score {found.score:.2f} = " + " + ".join(f"{worth:.2f} {what}" for what, worth in found.parts)


def _as_json(reading: RuleReading) -> Mapping[str, Any]:
    rule = reading.rule
    return {
        "rule": rule.id,
        "title": rule.title,
        "level": str(rule.level),
        "status": rule.status,
        "state": state(reading),
        "score": max((found.score for found in reading.fired), default=None),
        "fired": _found(reading.fired),
        "unfired": _found(reading.unfired),
        "excused": _found(reading.excused),
        "missing": list(reading.missing),
        "appendices": {taxon: [asdict(one) for one in some] for taxon, some in reading.appendices.items()},
    }


def _found(some: Sequence[Found]) -> list[Mapping[str, Any]]:
    return [
        {**asdict(one), "parts": [{"what": what, "worth": worth} for what, worth in one.parts], "reading": one.reading}
        for one in some
    ]

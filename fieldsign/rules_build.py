"""`fieldsign rules build`: the shipped term lists, made from the source tables."""

from __future__ import annotations

import click
from rich.table import Table
from rich.text import Text

from fieldsign.options import FAILED, json_option, print_json, results
from rules.build import Built, build, stale

REMEDY = "run `fieldsign rules build`"


@click.command(
    "build", epilog="\b\nExample:\n  fieldsign rules build --check", short_help="Make the shipped term lists anew."
)
@click.option("--check", is_flag=True, help="Write nothing; say whether the lists are those of the sources.")
@json_option
def build_lists(check: bool, as_json: bool) -> None:
    """Make rules/lists/, its manifest and the NOTICE from rules/sources/, without the network.

    A row whose licence is not known to allow shipping stops it. With --check, exit code 1 says that lists are older
    than their sources.
    """
    if check:
        _check(as_json)
        return
    made = build()
    if as_json:
        print_json({"lists": len(made.lists) - 1, "languages": made.counts})
    else:
        _show(made)


def stale_lists() -> str:
    """Return one sentence about lists that are not those of their sources; an empty one if all are."""
    names = stale()
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"lists and sources differ ({', '.join(names[:3])}{more}): {REMEDY}" if names else ""


def _check(as_json: bool) -> None:
    sentence = stale_lists()
    if as_json:
        print_json({"stale": list(stale())})
    else:
        click.echo(sentence or "The lists are those of their sources.")
    if sentence:
        raise click.exceptions.Exit(FAILED)


def _show(made: Built) -> None:
    reviews = sorted({review for counts in made.counts.values() for review in counts})
    table = Table("language", *reviews, "all")
    for language, counts in made.counts.items():
        cells = (str(counts.get(review, "")) for review in reviews)
        table.add_row(*map(Text, (language, *cells, str(sum(counts.values())))))
    results().print(table)
    click.echo(f"{len(made.lists) - 1} lists.")

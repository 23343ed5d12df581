"""`fieldsign rules`: what is looked for."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from fieldsign.options import json_option, print_json, results, workspace_option
from fieldsign.rules_build import build_lists, stale_lists
from fieldsign.rules_explain import explain_rules
from fieldsign.rules_import import import_rules
from fieldsign.rules_loading import rules_in_use
from fieldsign.rules_replay import replay_rules
from fieldsign.rules_score import score_rules
from fieldsign.rules_test import run_own_tests
from rules import RuleFileError, RuleSet


@click.group(epilog="\b\nExample:\n  fieldsign rules list", short_help="The rules that decide what is suspect.")
def rules() -> None:
    """The rules that decide what is suspect: those shipped, and the packs that the workspace adds."""


@rules.command("list", epilog="\b\nExample:\n  fieldsign rules list --json", short_help="List the rules.")
@workspace_option
@json_option
def list_rules(folder: Path, as_json: bool) -> None:
    """List every rule with its level and standing."""
    ruleset = rules_in_use(folder)
    found = [
        {"rule": rule.id, "title": rule.title, "level": str(rule.level), "status": str(rule.status)}
        for rule in ruleset.rules
    ]
    if as_json:
        print_json({"digest": ruleset.digest, "rules": found})
        return
    table = Table("rule", "title", "level", "status")
    for entry in found:
        table.add_row(*map(Text, entry.values()))
    results().print(table)


@rules.command(
    "check", epilog="\b\nExample:\n  fieldsign rules check packs", short_help="Check rule packs before they are used."
)
@click.argument("packs", metavar="[PACK]...", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@workspace_option
@json_option
def check_rules(packs: tuple[Path, ...], folder: Path, as_json: bool) -> None:
    """Read the packs strictly; every fault is said at once with file and line. Without PACK, those in use."""
    try:
        ruleset = RuleSet.load(*packs) if packs else rules_in_use(folder)
    except RuleFileError as error:
        if not as_json:
            raise
        faults = [
            {"path": str(fault.path), "line": fault.line, "message": fault.message, "remedy": fault.remedy}
            for fault in error.faults
        ]
        print_json({"faults": faults})
        raise click.exceptions.Exit(1) from None
    stale = stale_lists()
    if as_json:
        print_json({"faults": [], "rules": len(ruleset.rules), "digest": ruleset.digest, "stale": stale})
        return
    click.echo(f"{len(ruleset.rules)} rules, no fault.")
    if stale:
        click.echo(f"Note: {stale}", err=True)


for command in (run_own_tests, explain_rules, replay_rules, score_rules, import_rules, build_lists):
    rules.add_command(command)

"""`fieldsign rules test`: does every rule do what its own file says?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from fieldsign.options import FAILED, json_option, print_json, to_people, workspace_option
from fieldsign.rules_loading import rules_in_use
from fieldsign.rules_progress import counted
from fieldsign.rules_words import quoted, words_by_rule
from rules import Rule, RuleSet
from rules.testing import Kind, Tested, run_tests, why_silent


@click.command(
    "test",
    epilog="\b\nExample:\n  fieldsign rules test packs --rule ivory-offered",
    short_help="Run the rules' own tests.",
)
@click.argument("packs", metavar="[PACK]...", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rule", "ids", multiple=True, metavar="ID", help="Only this rule; may be given several times.")
@workspace_option
@json_option
def run_own_tests(packs: tuple[Path, ...], ids: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Match the texts that each rule says it hits and misses. Without PACK, those of all rules in use."""
    ruleset = rules_in_use(folder, packs)
    chosen = _chosen(ruleset.rules, packs, ids)
    today, texts = datetime.now(UTC).date(), sum(len(rule.hit) + len(rule.miss) for rule in chosen)
    failed = [
        one for one in counted(to_people(), "testing", run_tests(ruleset, chosen, today), texts) if not one.passed
    ]
    failures = [(one, told(ruleset, one)) for one in failed]
    if as_json:
        print_json({"rules": len(chosen), "texts": texts, "failures": [_as_json(*failure) for failure in failures]})
    else:
        for one, message in failures:
            click.echo(f"{one.rule.path}:{one.line}: {message}")
        click.echo(f"Rules: {len(chosen)}. Texts: {texts}. Not as the rule says: {len(failed)}.")
    if failed:
        raise click.exceptions.Exit(FAILED)


def _chosen(rules: Iterable[Rule], packs: Sequence[Path], ids: Sequence[str]) -> Sequence[Rule]:
    """The rules of the packs, of these ids. Raises click.UsageError for an id that no such rule has."""
    folders = [pack.resolve() for pack in packs]
    here = {rule.id: rule for rule in rules if not folders or any(map(rule.path.resolve().is_relative_to, folders))}
    for name in ids:
        if name not in here:
            near = get_close_matches(name, here, 1)
            raise click.UsageError(
                f"there is no rule {name!r}; " + (f"did you mean {near[0]}?" if near else "see rules list")
            )
    return [here[name] for name in dict.fromkeys(ids)] if ids else list(here.values())


def told(ruleset: RuleSet, one: Tested) -> str:
    """A failure in words: what should have been, what is missing, and what fired instead."""
    if one.kind is Kind.MISS:
        words = quoted(dict.fromkeys(match.quote for match in one.own))
        return f"{one.rule.id} must miss “{one.text}”, and fired on {words}"
    others = "; ".join(f"{rule} on {quoted(words)}" for rule, words in words_by_rule(one.matches).items())
    why = why_silent(ruleset, one, datetime.now(UTC).date())
    return f"{one.rule.id} must hit “{one.text}”, but {why}" + (f"; fired instead: {others}" if others else "")


def _as_json(one: Tested, message: str) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "kind": str(one.kind),
        "path": str(one.rule.path),
        "line": one.line,
        "text": one.text,
        "message": message,
        "fired": words_by_rule(one.matches),
    }

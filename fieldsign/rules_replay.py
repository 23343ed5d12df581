"""`fieldsign rules replay`: what other packs would have found in the listings that are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fieldsign.options import json_option, opened, print_json, results, to_people, workspace_option
from fieldsign.rules_loading import rules_in_use, whole_set
from fieldsign.rules_progress import counted
from fieldsign.rules_words import quoted, shortened
from measure.intervals import Share
from measure.replay import Change, Counts, Kind, Replay, RuleCounts, Standing
from rules import RuleSet
from storage.kept import count_kept, kept_listings, read_only

SHOWN = 20

pack_path = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command(
    "replay",
    epilog="\b\nExample:\n  fieldsign rules replay --pack new-rules --workspace ~/ivory-watch",
    short_help="Try packs on the listings that are kept.",
)
@click.option("--pack", "new", required=True, metavar="NEW", type=pack_path, help="The pack to try.")
@click.option(
    "--against", "old", metavar="OLD", type=pack_path, help="The pack to compare with.  [default: those in use]"
)
@click.option("--whole", is_flag=True, help="NEW and OLD are whole sets: leave the shipped rules out.")
@click.option("--all", "everything", is_flag=True, help=f"List every change, not the first {SHOWN} of each kind.")
@workspace_option
@json_option
def replay_rules(new: Path, old: Path | None, whole: bool, everything: bool, folder: Path, as_json: bool) -> None:
    """Run two sets of rules over the kept listings, and show what NEW would add, lose and change. Nothing is written.

    Without --against, NEW is laid over the packs in use and compared with them. With it, NEW and OLD are each laid
    over the shipped rules, and the other packs of the workspace are left out.
    """
    workspace, _ = opened(folder)
    before, after = _sets(folder, new, old, whole)
    replay = Replay(before, after)
    with read_only(workspace) as db:
        listings = counted(to_people(), "matching", kept_listings(db), count_kept(db))
        changes = list(replay.changes(listings))
    if as_json:
        print_json(_as_json(before, after, replay.counts, changes))
    else:
        _print(results(), replay.counts, changes, everything)
        if before.digest == after.digest:
            click.echo("Both sets are the same. To see what a pack in use does, compare it with an empty folder.")


def _sets(folder: Path, new: Path, old: Path | None, whole: bool) -> tuple[RuleSet, RuleSet]:
    if whole:
        return whole_set(old) if old else rules_in_use(folder), whole_set(new)
    if old:
        return RuleSet.load(old), RuleSet.load(new)
    return rules_in_use(folder), rules_in_use(folder, [new])


def _print(console: Console, counts: Counts, changes: Sequence[Change], everything: bool) -> None:
    said = f"{counts.listings} listings kept: {counts.findings} findings, {counts.audit_new.of} of the audit sample."
    console.print(Text(said))
    table = Table("", "listings", "of")
    for name in ("old", "new", *Kind):
        share: Share = getattr(counts, name)
        table.add_row(
            Text({"old": "old rules fire", "new": "new rules fire"}.get(name, name)), str(share.hits), str(share.of)
        )
    console.print(table)
    if counts.audit_new.of:
        console.print(Text(_of_audit_sample(counts.audit_new)))
    _print_rules(console, counts.by_rule)
    by_kind = defaultdict[Kind, list[Change]](list)
    for change in changes:
        by_kind[change.kind].append(change)
    for kind in Kind:
        _print_changes(console, kind, by_kind[kind], everything)


def _of_audit_sample(share: Share) -> str:
    bounds = share.interval
    among = f" ({bounds.low:.1%} to {bounds.high:.1%} at 95 %)" if bounds else ""
    return f"New rules fire on {share.hits} of {share.of} listings of the audit sample: {share.value or 0:.1%}{among}."


def _print_rules(console: Console, rules: Mapping[str, RuleCounts]) -> None:
    changed = {rule: counts for rule, counts in rules.items() if counts.added or counts.lost}
    if not changed:
        return
    table = Table("rule", "old", "new", "added", "lost", title="By rule", title_justify="left", title_style="bold")
    for rule, counts in changed.items():
        table.add_row(Text(rule), str(counts.old), str(counts.new), str(counts.added), str(counts.lost))
    console.print(table)


def _print_changes(console: Console, kind: Kind, changes: Sequence[Change], everything: bool) -> None:
    if not changes:
        return
    shown = changes if everything else changes[:SHOWN]
    title = f"{str(kind).capitalize()}: {len(shown)} of {len(changes)}" + (
        "" if len(shown) == len(changes) else " (--all)"
    )
    table = Table(title=Text(title), title_justify="left", title_style="bold")
    table.add_column("listing", overflow="fold")
    table.add_column("level and score")
    table.add_column("words", overflow="fold")
    for change in shown:
        what = Text(f"{shortened(change.listing.title or change.listing.text, 80)}\n{change.listing.url}")
        table.add_row(what, Text(_arrow(_worth(change.old), _worth(change.new))), Text(_words(change)))
    console.print(table)


def _arrow(old: str, new: str) -> str:
    return old if old == new else " → ".join(filter(None, (old, new)))


def _worth(standing: Standing | None) -> str:
    return f"{standing.level} {standing.score:.2f}" if standing else ""


def _words(change: Change) -> str:
    """What fires now; of a changed listing each rule whose words differ, with both."""
    old, new = (standing.words if standing else {} for standing in (change.old, change.new))
    if change.kind is not Kind.CHANGED:
        return _lines({**old, **new})
    differing = [rule for rule in sorted({*old, *new}) if old.get(rule) != new.get(rule)]
    return "\n".join(
        f"{rule}: {quoted(old.get(rule, ())) or '-'} → {quoted(new.get(rule, ())) or '-'}" for rule in differing
    )


def _lines(words: Mapping[str, Iterable[str]]) -> str:
    return "\n".join(f"{rule}: {quoted(some)}" for rule, some in words.items())


def _as_json(old: RuleSet, new: RuleSet, counts: Counts, changes: Iterable[Change]) -> Mapping[str, Any]:
    bounds = counts.audit_new.interval
    return {
        "old_digest": old.digest,
        "new_digest": new.digest,
        "listings": counts.listings,
        "findings": counts.findings,
        "audit_sample": counts.audit_new.of,
        **{name: getattr(counts, name).hits for name in ("old", "new", *Kind)},
        "audit_sample_new": counts.audit_new.hits,
        "audit_sample_new_interval": [round(bounds.low, 4), round(bounds.high, 4)] if bounds else None,
        "by_rule": {
            rule: {"old": one.old, "new": one.new, "added": one.added, "lost": one.lost}
            for rule, one in counts.by_rule.items()
        },
        "changes": [_change_as_json(change) for change in changes],
    }


def _change_as_json(change: Change) -> Mapping[str, Any]:
    listing = change.listing
    return {
        "kind": str(change.kind),
        "listing": listing.id,
        "site": listing.site,
        "url": listing.url,
        "title": listing.title,
        "is_finding": bool(listing.is_finding),
        "old": _standing_as_json(change.old),
        "new": _standing_as_json(change.new),
    }


def _standing_as_json(standing: Standing | None) -> Mapping[str, Any] | None:
    if standing is None:
        return None
    return {"level": str(standing.level), "score": standing.score, "words": standing.words}

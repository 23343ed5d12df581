"""`fieldsign plans`: what is sampled from which sites, what that costs, and what it can conclude."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.settings import Config, Plan, Timetable
from fieldsign.options import chosen_sites, json_option, opened, planned, print_json, results, workspace_option
from fieldsign.outlook import KINDS, Outlook, expectations, outlook_of
from fieldsign.rules_loading import rules_in_use
from measure.prevalence import FEWEST_PAGES, Prevalence


@click.group(epilog="\b\nExample:\n  fieldsign plans list", short_help="What is sampled from which sites.")
def plans() -> None:
    """What is sampled from which sites, with what effort, and what it can conclude."""


@plans.command(
    "list", epilog="\b\nExample:\n  fieldsign plans list --workspace ~/ivory-watch", short_help="List the plans."
)
@workspace_option
@json_option
def list_plans(folder: Path, as_json: bool) -> None:
    """List the plans of fieldsign.toml: sites, result pages drawn from how many, listings on each, and when."""
    workspace, config = opened(folder)
    found = [_listed(plan, config) for plan in config.plans.values()]
    if as_json:
        print_json({"plans": found})
    elif not found:
        click.echo(f"No plans yet. Add [plans.NAME] to {workspace.settings_file} (docs/plan-a-sweep.md).")
    else:
        _print_list(found)


def _listed(plan: Plan, config: Config) -> dict[str, Any]:
    return {
        "plan": plan.name,
        "sites": list(plan.sites),
        "pages": plan.pages,
        "depth": plan.depth,
        "listings": plan.listings,
        "when": [_when(one) for one in config.timetables if one.plan == plan.name],
    }


def _when(timetable: Timetable) -> str:
    return f"cron {timetable.cron} {timetable.zone}" if timetable.cron else f"every {_time(timetable.every or 0)}"


def _print_list(found: list[dict[str, Any]]) -> None:
    table = Table("plan", "sites", "result pages", "listings a page", "when")
    for one in found:
        pages = f"{one['pages']} of the first {one['depth']}"
        when = ", ".join(one["when"]) or "by hand"
        table.add_row(*map(Text, (one["plan"], ", ".join(one["sites"]), pages, str(one["listings"]), when)))
    results().print(table)


@plans.command(
    "show",
    epilog="\b\nExample:\n  fieldsign plans show ivory_weekly --workspace ~/ivory-watch",
    short_help="Say what a plan fetches, how long it takes, and what it can conclude.",
)
@click.argument("name", metavar="PLAN")
@workspace_option
@json_option
def show_plan(name: str, folder: Path, as_json: bool) -> None:
    """Say what PLAN will fetch from each site, how long that takes at the polite pace, and what it can conclude.

    After a sweep the figures that it measured stand in the place of those that are assumed.
    """
    workspace, config = opened(folder)
    plan = planned(config, name)
    sites, rules = chosen_sites(config, plan.sites), rules_in_use(folder)
    shown = [outlook_of(workspace, config, site, rules, plan) for site in sites.values()]
    if as_json:
        print_json({"plan": name, "sites": [_document(one) for one in shown]})
    else:
        for one in shown:
            _print_outlook(results(), one)


def _print_outlook(console: Console, outlook: Outlook) -> None:
    frame, plan = outlook.frame, outlook.plan
    console.print(Text(f"{outlook.site.name}, by plan {plan.name}", style="bold"))
    for line in (*_fetches(outlook), *_conclusions(outlook)):
        console.print(Text(f"  {line}"), soft_wrap=True)
    if frame.queries:
        more = f" and {len(frame.queries) - 8} more" if len(frame.queries) > 8 else ""
        console.print(Text(f"  Searches for: {', '.join(frame.queries[:8])}{more}"), soft_wrap=True)
    console.print()


def _fetches(outlook: Outlook) -> Iterable[str]:
    frame = outlook.frame
    strata = {kind: count // frame.pages for kind, count in outlook.pages.items()}
    parts = " and ".join(f"{count} {KINDS[kind] if count > 1 else kind}" for kind, count in strata.items())
    if not parts:
        yield "Nothing: the site has no category and no search that the plan wants."
        return
    walked = f"the first {frame.pages} result pages"
    how = f"page 1 and {frame.pages - 1} drawn from pages 2 to {frame.depth}" if outlook.drawn else walked
    yield f"Frame: {parts}; of each {how}"
    known = "as in the last sweep" if outlook.measured else "assumed"
    yield (
        f"Fetches: at most {sum(outlook.pages.values())} result pages and about {outlook.listings} listings"
        f" ({outlook.slots:g} listings a page, {known}); a budget of {frame.page_budget} pages"
    )
    if sum(outlook.pages.values()) * (1 + min(outlook.slots, frame.listings)) > frame.page_budget:
        yield "The budget is too small for all of it: what is left out is left out at random, and named"
    yield f"Time: {_time(outlook.seconds)} at least, one page at a time; captures come on top"


def _conclusions(outlook: Outlook) -> Iterable[str]:
    for one in expectations(outlook):
        known = "as measured" if one.measured else "assumed"
        about = f"Can conclude for {KINDS[one.kind]}:"
        if one.pages < FEWEST_PAGES:
            yield f"{about} counts only; an interval needs {FEWEST_PAGES} result pages, here are {one.pages}"
            continue
        yield (
            f"{about} if {one.share:.1%} of listings are suspect ({known}), an interval of about {one.low:.1%} to"
            f" {one.high:.1%}, from {one.of:.0f} listings at a design effect of {one.deff:.1f}"
        )
    for kind, last in outlook.last.items():
        yield f"Last sweep ({outlook.last_sweep}), {KINDS[kind]}: {told(last)}"
        yield from (f"  Note: {warning}" for warning in last.warnings)


def told(estimate: Prevalence) -> str:
    """Return an estimate in words, with its denominators."""
    base = (
        f"{estimate.suspects} suspect of {estimate.listings} listings read, on {estimate.pages_fetched} of"
        f" {estimate.pages_drawn} drawn pages"
    )
    if estimate.share is None or estimate.interval is None:
        return f"no share yet; {base}"
    bounds = f"{estimate.interval.low:.1%} to {estimate.interval.high:.1%}"
    return f"{estimate.share:.1%} of listings are suspect, interval {bounds}; {base}"


def _time(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return (
        f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h" if minutes < 2880 else f"{minutes / 1440:.1f} d"
    )


def _document(outlook: Outlook) -> dict[str, Any]:
    return {
        "site": outlook.site.name,
        "queries": list(outlook.frame.queries),
        "categories": list(outlook.frame.categories),
        "pages": outlook.frame.pages,
        "depth": outlook.frame.depth,
        "drawn_at_random": outlook.drawn,
        "result_pages": sum(outlook.pages.values()),
        "listings": outlook.listings,
        "page_budget": outlook.frame.page_budget,
        "seconds_at_least": outlook.seconds,
        "can_conclude": [
            {
                "kind": one.kind,
                "share": one.share,
                "share_measured": one.measured,
                "listings": one.of,
                "design_effect": one.deff,
                "interval": [one.low, one.high],
            }
            for one in expectations(outlook)
        ],
        "last_sweep": {
            "started_at": outlook.last_sweep,
            **{kind: _estimate(one) for kind, one in outlook.last.items()},
        },
    }


def _estimate(one: Prevalence) -> dict[str, Any]:
    return {
        "share": one.share,
        "interval": [one.interval.low, one.interval.high] if one.interval else None,
        "suspects": one.suspects,
        "listings": one.listings,
        "pages_drawn": one.pages_drawn,
        "pages_fetched": one.pages_fetched,
        "pages_blank": one.pages_blank,
        "design_effect": one.deff,
        "notes": list(one.warnings),
    }

"""`fieldsign plans`: what is fetched, how long it takes, and what it can conclude, before and after a sweep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from crawler.settings_file import load_config
from fieldsign.cli import main
from fieldsign.outlook import ASSUMED_SHARE
from fieldsign.sweep import run_sweeps
from measure.prevalence import PLANNED_DEFF, expected_interval
from storage.workspace import Workspace
from tests.cli.conftest import FakeSweeps

PLAN = """
delay = 5.0
[plans.weekly]
sites = ["shop"]
pages = 12
depth = 60
listings = 10
queries = []
every = "7d"
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def shown(workspace: Workspace) -> dict[str, Any]:
    result = run("plans", "show", "weekly", "--workspace", workspace.folder, "--json")
    assert 0 == result.exit_code, result.output
    (site,) = json.loads(result.output)["sites"]
    return dict(site)


@pytest.mark.usefixtures("few_rules")
def test_a_plan_says_what_it_fetches_and_what_it_can_conclude(workspace: Workspace) -> None:
    """Twelve of sixty pages, ten listings on each, at five seconds a page; the interval is that of the estimator."""
    workspace.settings_file.write_text(PLAN, encoding="utf-8")
    told = shown(workspace)
    assert (12, 120, True) == (told["result_pages"], told["listings"], told["drawn_at_random"])
    assert (12 + 120) * 5.0 == told["seconds_at_least"]
    (one,) = told["can_conclude"]
    bounds = expected_interval(ASSUMED_SHARE, 12, 10, PLANNED_DEFF)
    assert [bounds.low, bounds.high] == one["interval"]
    text = run("plans", "show", "weekly", "--workspace", workspace.folder).output
    assert "page 1 and 11 drawn from pages 2 to 60" in text
    assert "Time: 11 min at least" in text
    assert "weekly" in run("plans", "list", "--workspace", workspace.folder).output


@pytest.mark.usefixtures("few_rules")
def test_a_plan_of_unknown_rules_or_sites_is_refused(workspace: Workspace) -> None:
    workspace.settings_file.write_text(PLAN + 'rules = ["ivry"]\n', encoding="utf-8")
    result = run("plans", "show", "weekly", "--workspace", workspace.folder)
    assert (1, True) == (result.exit_code, "there is no rule ivry" in result.output)
    assert 2 == run("plans", "show", "monthly", "--workspace", workspace.folder).exit_code
    workspace.settings_file.write_text(PLAN.replace('"shop"', '"shpo"'), encoding="utf-8")
    assert "did you mean shop?" in run("plans", "show", "weekly", "--workspace", workspace.folder).output


def test_without_plans_there_is_a_word_on_how_to_write_one(workspace: Workspace) -> None:
    assert "plan-a-sweep.md" in run("plans", "list", "--workspace", workspace.folder).output


def test_a_sweep_by_a_plan_hands_the_plan_on(workspace: Workspace, fake: FakeSweeps) -> None:
    workspace.settings_file.write_text(PLAN, encoding="utf-8")
    config = load_config(workspace.folder)
    run_sweeps(workspace, config, ["shop"], Console(quiet=True), fake.command, plan="weekly")
    assert [["plan=weekly"]] == [ran["more"] for ran in fake.ran()]

"""A workspace, and sweeps that are told how to end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fieldsign import rules_loading
from fieldsign.init import made as made_workspace
from rules import ruleset
from rules.terms import made
from storage.records import SweepOutcome
from storage.store import Store
from storage.workspace import Workspace

SITE = '''
from crawler.site import Marketplace


class {title}(Marketplace):
    """A shop for tests."""

    name = "{name}"
    home = "http://127.0.0.1:9/"
    browse = ["http://127.0.0.1:9/list?page={{page}}"]
    languages = ["en"]
    expect = (1, 10)
    links = "a.ad"
    native_id = r"/ad/(\\d+)"
    fields = {{"title": "h1"}}
'''

FEW_LISTS = {
    "products/elephant-ivory": ("strong", "elephant ivory", "ivory bangle"),
    "products/ivory-word": ("weak", "ivory"),
    "products/rhino-horn": ("strong", "rhino horn"),
    "products/rhino-wood": ("strong", "rhino wood"),
    "intent/sale": ("intent", "for sale"),
    "intent/origin": ("intent", "no papers"),
    "context/not-an-offer": ("context", "museum"),
    "excuses/all": ("weak", "Ivory Coast", "ivory dress", "ivory wedding dress"),
}
IVORY = """\
id: ivory-offered
title: Elephant ivory offered
status: trial
level: high
taxa: [Elephas maximus]
why: For tests.
any: [products/elephant-ivory, products/ivory-word]
with: [intent/sale, intent/origin, signal/price]
without: [context/not-an-offer]
excuses: [excuses/all]
tests: {hit: ["Elephant ivory tusk"], miss: ["Ivory Coast"]}
"""
HORN = (
    IVORY.replace("[products/elephant-ivory, products/ivory-word]", "[products/rhino-horn]")
    .replace("Elephant ivory", "Rhino horn")
    .replace("Elephas maximus", "Rhinoceros unicornis")
)
FEW_RULES = {
    "ivory-offered": IVORY,
    "rhino-horn-offered": HORN.replace("ivory-offered", "rhino-horn-offered"),
    "rosewood-offered": HORN.replace("ivory-offered", "rosewood-offered").replace("horn", "wood"),
}


@dataclass
class Switch:
    """A stop that a test asks for."""

    asked: bool = False


@dataclass
class FakeSweeps:
    """Makes child commands that end as `how` says, and knows which ran."""

    notes: Path
    how: str = "done"
    by_site: dict[str, str] = field(default_factory=dict)

    def command(
        self,
        workspace: Workspace,  # noqa: ARG002 - as the real one is called
        site: str,
        late_by: float | None = None,
        plan: str | None = None,
    ) -> list[str]:
        how = self.by_site.get(site, self.how)
        more = [*([f"{late_by:.0f}"] if late_by else []), *([f"plan={plan}"] if plan else [])]
        return [sys.executable, "-m", "tests.cli.fake_sweep", str(self.notes), how, site, *more]

    def ran(self) -> list[dict[str, Any]]:
        lines = self.notes.read_text(encoding="utf-8").splitlines() if self.notes.exists() else []
        return [json.loads(line) for line in lines]


def until(true: Callable[[], Any], seconds: float = 20) -> None:
    """Poll until something holds; fails at the deadline."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def site_file(workspace: Workspace, name: str = "shop") -> None:
    text = SITE.format(name=name, title=name.title())
    (workspace.sites / f"{name}.py").write_text(text, encoding="utf-8")


def swept_at(
    workspace: Workspace, site: str, moment: datetime, outcome: SweepOutcome | None = SweepOutcome.DONE
) -> None:
    """Put a sweep of that moment into the database; without outcome it looks killed."""
    with Store.open(workspace, clock=lambda: moment) as store:
        sweep = store.begin_sweep(site=site, home="http://127.0.0.1:9/", seed=1, plan={})
        if outcome:
            store.end_sweep(sweep.id, outcome)


@pytest.fixture
def few_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ship three rules and a handful of terms, for commands on rules in general: thousands take seconds each time."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name, text in FEW_RULES.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    lists = {
        name: tuple(made(word, "en", strength, "for tests") for word in words)
        for name, (strength, *words) in FEW_LISTS.items()
    }
    monkeypatch.setattr(ruleset, "PACKS", folder)
    for module in (ruleset, rules_loading):
        monkeypatch.setattr(module, "shipped_lists", lambda: lists)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = made_workspace(tmp_path / "workspace")
    site_file(workspace)
    return workspace


@pytest.fixture
def fake(tmp_path: Path) -> FakeSweeps:
    return FakeSweeps(tmp_path / "notes.jsonl")

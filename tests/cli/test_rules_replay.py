"""`fieldsign rules replay`: what a pack would add, lose and change, without writing anything."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fieldsign.cli import main
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import capture, listing, match, pages

pytestmark = pytest.mark.usefixtures("few_rules")

RULE = """\
id: {id}
title: {id}
status: {status}
level: {level}
why: For a test.
words: {{en: ["{word}"]}}
tests: {{hit: ["{word}"], miss: ["something else"]}}
"""


def rule(folder: Path, name: str, word: str, level: str = "high", status: str = "draft") -> Path:
    folder.mkdir(exist_ok=True)
    text = RULE.format(id=name, word=word, level=level, status=status)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def run(workspace: Workspace, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", "replay", *map(str, arguments), "--workspace", str(workspace.folder)])


def replayed(workspace: Workspace, *arguments: object) -> dict[str, Any]:
    result = run(workspace, *arguments, "--json")
    assert 0 == result.exit_code, result.output
    return json.loads(result.output)


@pytest.fixture
def kept(workspace: Workspace) -> Workspace:
    """One finding by the shipped rule on ivory; in the audit sample white gold, jelly and an oak table."""
    texts = {2: "White gold beads, ask", 3: "Jelly bangle", 4: "Oak table"}
    with Store.open(workspace) as store:
        first, second = pages(store, 2)
        found = listing(1, title="Antique elephant ivory tusk, £300")
        store.record_captured(first, capture(), [(found, [match()])], 1)
        store.page_unmatched(second, 3, [listing(number, title=text, text="") for number, text in texts.items()])
    return workspace


def test_a_new_pack_shows_what_it_adds(kept: Workspace, tmp_path: Path) -> None:
    """The one listing, its rule and words; of the audit sample one in three, with bounds; the rest is as before."""
    told = replayed(kept, "--pack", rule(tmp_path / "new", "white-gold", "white gold"))
    assert [4, 1, 3, 1, 2] == [told[key] for key in ("listings", "findings", "audit_sample", "old", "new")]
    assert [1, 0, 0] == [told[kind] for kind in ("added", "lost", "changed")]
    (change,) = told["changes"]
    assert ("added", None, {"white-gold": ["White gold"]}) == (change["kind"], change["old"], change["new"]["words"])
    assert (1, [0.0615, 0.7923]) == (told["audit_sample_new"], told["audit_sample_new_interval"])
    shown = run(kept, "--pack", tmp_path / "new").output
    assert "Added: 1 of 1" in shown
    assert "White gold beads, ask" in shown
    assert "1 of 3 listings of the audit sample: 33.3% (6.1% to 79.2% at 95 %)" in shown


def test_a_rule_that_is_replaced_or_switched_off_shows_what_is_lost(kept: Workspace, tmp_path: Path) -> None:
    """An own rule with the id of a shipped one takes its place."""
    told = replayed(kept, "--pack", rule(tmp_path / "new", "ivory-offered", "jelly bangle"))
    assert {"added", "lost"} <= {change["kind"] for change in told["changes"]} | {"lost"}
    assert told["by_rule"]["ivory-offered"] == {"old": 1, "new": 1, "added": 1, "lost": 1}


def test_two_packs_are_compared_with_each_other(kept: Workspace, tmp_path: Path) -> None:
    """Each over the shipped rules: a level that moves is a change, a word that is gone is a loss."""
    old = rule(rule(tmp_path / "old", "gold", "white gold", "low"), "jelly", "jelly")
    new = rule(tmp_path / "new", "gold", "white gold", "critical")
    told = replayed(kept, "--pack", new, "--against", old)
    assert [("changed", "low", "critical"), ("lost", "high", None)] == [
        (one["kind"], one["old"]["level"], one["new"] and one["new"]["level"]) for one in told["changes"]
    ]
    shown = run(kept, "--pack", new, "--against", old).output
    assert "low 0." in shown
    assert "→ critical 0." in shown


def test_whole_sets_stand_alone(kept: Workspace, tmp_path: Path) -> None:
    """Without the shipped rules the finding is lost."""
    told = replayed(kept, "--whole", "--pack", rule(tmp_path / "new", "gold", "white gold"))
    assert (1, 1, ["gold"]) == (
        told["lost"],
        told["added"],
        [name for name, one in told["by_rule"].items() if one["new"]],
    )


def test_a_pack_in_use_changes_nothing(kept: Workspace) -> None:
    """It is said, and how to see what it does."""
    rule(kept.packs, "white-gold", "white gold")
    result = run(kept, "--pack", kept.packs)
    assert 0 == result.exit_code
    assert "Both sets are the same." in result.output


def test_long_lists_are_cut_for_people_only(workspace: Workspace, tmp_path: Path) -> None:
    """The first twenty and how many there are; all with --all and for programs."""
    with Store.open(workspace) as store:
        (page,) = pages(store, 1)
        store.page_unmatched(page, 30, [listing(number, title=f"White gold {number}", text="") for number in range(30)])
    pack = rule(tmp_path / "new", "gold", "white gold")
    assert "Added: 20 of 30 (--all)" in run(workspace, "--pack", pack).output
    assert "Added: 30 of 30" in run(workspace, "--pack", pack, "--all").output
    assert 30 == len(replayed(workspace, "--pack", pack)["changes"])


def test_the_database_is_not_written(kept: Workspace, tmp_path: Path) -> None:
    """Byte for byte, and no finding more."""
    before = hashlib.sha256(kept.database.read_bytes()).hexdigest()
    replayed(kept, "--pack", rule(tmp_path / "new", "white-gold", "white gold"))
    assert before == hashlib.sha256(kept.database.read_bytes()).hexdigest()


def test_a_workspace_without_database_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """Exit code 1 and what to do; a pack with a fault is told with its line."""
    pack = rule(tmp_path / "new", "gold", "white gold")
    workspace.database.unlink()
    result = run(workspace, "--pack", pack)
    assert (1, True) == (result.exit_code, "no database yet" in result.output)
    (pack / "gold.yaml").write_text("id: gold\n")
    faulty = run(workspace, "--pack", pack)
    assert (1, True) == (faulty.exit_code, "gold.yaml:1:" in faulty.output)

"""`fieldsign rules explain`: what fired and how it was read, what was excused, what is missing."""

from __future__ import annotations

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


def run(*arguments: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, ["rules", "explain", *map(str, arguments)], input=typed)


def explained(*arguments: object, rule: str = "ivory-offered", typed: str | None = None) -> dict[str, Any]:
    result = run(*arguments, "--json", typed=typed)
    assert 0 == result.exit_code, result.output
    return {one["rule"]: one for one in json.loads(result.output)["rules"]}.get(rule, {})


def test_what_fired_is_shown_in_the_text_s_own_characters() -> None:
    """Quote, place, reading, and parts that add up to the score."""
    reading = explained("Old 1vory bangle, no papers")
    (found,) = reading["fired"]
    assert ("fires", "1vory bangle", 4, 16) == (reading["state"], found["quote"], found["start"], found["end"])
    assert "obfuscated" == found["view"]
    assert "read as ivory bangle after undoing" in found["reading"]
    assert found["score"] == pytest.approx(min(1, sum(part["worth"] for part in found["parts"])))
    assert reading["score"] == found["score"]


def test_the_title_counts_for_more() -> None:
    """The same words score higher there."""
    scores = [explained(*where)["score"] for where in (["elephant ivory"], ["Old", "--title", "Elephant ivory"])]
    assert scores[0] < scores[1]


@pytest.mark.parametrize(
    ("text", "state", "said"),
    [
        ("ivory", "nearly", "missing: a weak term needs a signal"),
        ("Ivory Coast stamps, £4", "excused", "“Ivory” (text 0-5), excused by “"),
    ],
)
def test_why_a_rule_is_silent_is_said(text: str, state: str, said: str) -> None:
    """What nearly fired with what it lacks; what was excused and by what."""
    assert state == explained(text)["state"]
    assert said in run(text).output


def test_a_text_without_any_word_of_a_rule_is_said_to_be_one() -> None:
    """No table of nothing; exit code 0."""
    result = run("oak table")
    assert (0, "No rule has a word of its own in this text.\n") == (result.exit_code, result.output)


def test_a_kept_listing_is_explained_by_its_id(workspace: Workspace) -> None:
    """That of a finding as well; one that is not known is told."""
    with Store.open(workspace) as store:
        (page,) = pages(store, 1)
        found = listing(1, title="Elephant ivory tusk", text="£300")
        (finding,) = store.record_captured(page, capture(), [(found, [match()])], 1)
    reading = explained(finding.id, "--workspace", workspace.folder)
    assert ["title"] == sorted({one["field"] for one in reading["fired"]})
    unknown = run("0" * 26, "--workspace", workspace.folder)
    assert (1, True) == (unknown.exit_code, "no listing or finding" in unknown.output)


def test_standard_input_and_packs_that_are_tried(tmp_path: Path) -> None:
    """A long text comes on standard input; a pack may be added for once."""
    pack = tmp_path / "mine"
    pack.mkdir()
    rule = {"id": "gold", "title": "G", "status": "draft", "level": "low", "why": "W", "words": {"en": ["white gold"]}}
    (pack / "gold.yaml").write_text(json.dumps({**rule, "tests": {"hit": ["white gold"], "miss": ["gold"]}}))
    text = "beads " * 1_000 + "white gold"
    assert 6_000 == explained("-", "--pack", pack, rule="gold", typed=text)["fired"][0]["start"]

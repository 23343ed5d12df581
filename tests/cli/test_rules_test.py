"""`fieldsign rules test`: every failure is told with file, line and what fired."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fieldsign.cli import main
from storage.workspace import Workspace

pytestmark = pytest.mark.usefixtures("few_rules")

RULE = """\
id: white-gold
title: White gold
status: draft
level: high
why: A code word of ivory carvers.
words: {en: ["white gold"]}
tests:
  hit:
    - "White gold beads"
    - "Wite gold beads"   # misspelt
    - "elephant ivory tusk, £30"
  miss: ["Gold ring",
         "white gold ring"]
"""
SOUND = RULE.replace('    - "Wite gold beads"   # misspelt\n    - "elephant ivory tusk, £30"\n', "").replace(
    '"white gold ring"', '"white ring"'
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", "test", *map(str, arguments)])


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "white-gold.yaml").write_text(RULE, encoding="utf-8")
    return folder


def test_each_failure_has_file_line_and_what_fired(pack: Path) -> None:
    """A hit on which nothing fired, one on which another rule did, and a miss that was none; exit code 1."""
    result = run(pack)
    file = pack / "white-gold.yaml"
    assert 1 == result.exit_code
    lines = result.output.splitlines()
    silent = "no word that the rule looks for stands in it"
    assert f"{file}:10: white-gold must hit “Wite gold beads”, but {silent}" == lines[0]
    assert lines[1].startswith(f"{file}:11: white-gold must hit “elephant ivory tusk, £30”")
    assert f"{silent}; fired instead: " in lines[1]
    assert "ivory-offered on “elephant ivory" in lines[1]
    assert f"{file}:13: white-gold must miss “white gold ring”, and fired on “white gold”" == lines[2]
    assert "Rules: 1. Texts: 5. Not as the rule says: 3." == lines[3]


def test_what_is_missing_is_said(pack: Path) -> None:
    """A weak word without a signal, and one that an excuse covers."""
    text = SOUND.replace('"White gold beads"', '"ivory beads"\n    - "Ivory Coast stamps, £4"').replace(
        'words: {en: ["white gold"]}', "any: [products/ivory-word]\nwith: [signal/price]\nexcuses: [excuses/all]"
    )
    (pack / "white-gold.yaml").write_text(text, encoding="utf-8")
    lines = run(pack).output.splitlines()
    assert "a weak term needs a signal" in lines[0]
    assert "“Ivory” is excused by “" in lines[1]


def test_the_same_for_programs(pack: Path) -> None:
    """Rule, kind, path, line, text, message and what fired."""
    result = run(pack, "--json")
    told = json.loads(result.output)
    assert (1, 1, 5) == (result.exit_code, told["rules"], told["texts"])
    assert [("hit", 10), ("hit", 11), ("miss", 13)] == [(one["kind"], one["line"]) for one in told["failures"]]
    assert {"white-gold": ["white gold"]} == told["failures"][2]["fired"]


def test_a_sound_pack_passes(pack: Path) -> None:
    """Exit code 0, and how much was looked at."""
    (pack / "white-gold.yaml").write_text(SOUND, encoding="utf-8")
    result = run(pack)
    assert (0, "Rules: 1. Texts: 3. Not as the rule says: 0.\n") == (result.exit_code, result.output)


def test_texts_by_language_have_their_lines(pack: Path) -> None:
    """Tests may stand by language; the line is still that of the text."""
    text = SOUND.replace('hit:\n    - "White gold beads"', 'hit:\n    en:\n      - "beads"')
    (pack / "white-gold.yaml").write_text(text, encoding="utf-8")
    (failure,) = json.loads(run(pack, "--json").output)["failures"]
    assert ("beads", 10) == (failure["text"], failure["line"])


def test_one_rule_may_be_named(pack: Path) -> None:
    """Only its texts are run; a name that no rule has is usage, with the nearest name."""
    assert 1 == json.loads(run("--rule", "ivory-offered", "--json").output)["rules"]
    wrong = run(pack, "--rule", "white-golt")
    assert 2 == wrong.exit_code
    assert "did you mean white-gold?" in wrong.output


def test_without_a_pack_all_rules_in_use_are_run(workspace: Workspace) -> None:
    """The shipped ones and those of the workspace."""
    (workspace.packs / "white-gold.yaml").write_text(SOUND, encoding="utf-8")
    result = run("--workspace", workspace.folder, "--json")
    told = json.loads(result.output)
    assert (0, [], 4) == (result.exit_code, told["failures"], told["rules"])

"""`fieldsign rules score`: figures by hand, mistakes to read, files that are not what they should be."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fieldsign.cli import main

pytestmark = pytest.mark.usefixtures("few_rules")

TUSK, DRESS, TALK = "Antique carved elephant ivory tusk, £300", "Ivory wedding dress, size 12", "White gold, ask me"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", "score", *map(str, arguments)])


def labelled(path: Path, columns: str, *rows: tuple[object, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns.split(","), *rows])
    return path


def scored(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert 0 == result.exit_code, result.output
    return json.loads(result.output)


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    rows = [
        (TUSK, 1, "en", "plain"),
        (TALK, "yes", "en", "code"),
        (DRESS, "no", "en", "plain"),
        (TUSK, "FALSE", "fr", ""),
    ]
    return labelled(tmp_path / "labels.csv", "text,label,lang,style", *rows)


def test_scores_overall_and_by_group(labels: Path) -> None:
    """Of two that fired one is labelled suspect, of two labelled suspect one fired; a rule has no recall here."""
    scores = scored(labels)
    assert (4, 0.5, 0.5, 0.5) == tuple(scores["overall"][key] for key in ("texts", "precision", "recall", "f1"))
    assert [0.0945, 0.9055] == scores["overall"]["precision_interval"]
    assert (1.0, 0.0) == (scores["by_lang"]["en"]["precision"], scores["by_lang"]["fr"]["precision"])
    assert {"(none)", "code", "plain"} == set(scores["by_style"])
    assert (None, 0.0) == (scores["by_style"]["code"]["precision"], scores["by_style"]["code"]["recall"])
    assert (0.5, None) == (
        scores["by_rule"]["ivory-offered"]["precision"],
        scores["by_rule"]["ivory-offered"]["recall"],
    )


def test_the_worst_mistakes_are_there_to_read(labels: Path) -> None:
    """A miss with its line, a false alarm with the rules and the words they fired on; none when none are wanted."""
    (file,) = scored(labels)["files"]
    assert [(3, TALK, {})] == [(one["line"], one["text"], one["rules"]) for one in file["misses"]]
    (alarm,) = file["false_alarms"]
    assert (5, "fr", ["elephant ivory"]) == (alarm["line"], alarm["lang"], alarm["rules"]["ivory-offered"][:1])
    shown = run(labels).output
    assert "Missed: 1 of 1" in shown
    assert TALK in shown
    assert "Recall by rule is unknown" in shown
    assert "Missed" not in run(labels, "--worst", 0).output


def test_misses_of_every_kind_are_shown_before_more_of_one(tmp_path: Path) -> None:
    """Ten misses of one style leave room for the one of another."""
    rows = [(f"{TALK} {number}", 1, "en", "code") for number in range(10)] + [("???", 1, "en", "emoji")]
    (file,) = scored(labelled(tmp_path / "labels.csv", "text,label,lang,style", *rows), "--worst", 2)["files"]
    assert ["code", "emoji"] == [one["style"] for one in file["misses"]]


def test_several_files_are_scored_by_one_command(labels: Path, tmp_path: Path) -> None:
    """Each for itself, and what they come to together; the columns may be those of the test bed."""
    rows = [("Old tusk", TUSK, 1, "ivory"), ("Dress", DRESS, 0, "colour")]
    more = labelled(tmp_path / "more.csv", "title,body,suspect,why", *rows)
    scores = scored(labels, more)
    assert [4, 2, 6] == [*(one["overall"]["texts"] for one in scores["files"]), scores["overall"]["texts"]]
    assert [0.5, 1.0] == [one["overall"]["precision"] for one in scores["files"]]
    assert round(2 / 3, 4) == scores["overall"]["precision"]
    assert "together" in run(labels, more).output


def test_labels_that_name_rules_give_recall_by_rule(tmp_path: Path) -> None:
    """The column `rule` says which should have fired."""
    rows = [(TUSK, 1, "ivory-offered"), (TALK, 1, "ivory-offered; rhino-horn-offered"), (DRESS, 0, "")]
    scores = scored(labelled(tmp_path / "labels.csv", "text,label,rule", *rows))
    assert scores["rules_named"]
    assert (0.5, 0.0) == tuple(scores["by_rule"][rule]["recall"] for rule in ("ivory-offered", "rhino-horn-offered"))


def test_a_pack_that_is_not_in_use_can_be_scored(labels: Path, tmp_path: Path) -> None:
    """`--pack` adds it to the rules in use for this once."""
    rule = {"id": "white-gold", "title": "White gold", "status": "draft", "level": "high", "why": "A code word."}
    pack = tmp_path / "tried"
    pack.mkdir()
    tests = {"hit": ["white gold"], "miss": ["gold"]}
    (pack / "white-gold.yaml").write_text(
        json.dumps({**rule, "words": {"en": ["white gold"]}, "any": ["intent/origin"], "tests": tests})
    )
    assert [0.5, 1.0] == [scored(labels, *more)["overall"]["recall"] for more in ((), ("--pack", pack))]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "labels.csv:1: the file is empty"),
        (b"text,label\n", "labels.csv:1: the table has no row"),
        (b"words,label\na,1\n", "labels.csv:1: there is no column 'text' or 'body'"),
        (b"text,label\na,1\nb,maybe\n", "labels.csv:3: the label is 'maybe'"),
        (b"text,label\na,1\nb,\n", "labels.csv:3: the label is ''"),
        (b"text,label\n\xe9,1\n", "labels.csv:2: this is not UTF-8"),
        (b"text,label\na\0,1\n", "labels.csv:2: there is a NUL"),
    ],
)
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    """Exit code 1, file, line, and no traceback; every label fault at once."""
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    result = run(path)
    assert 1 == result.exit_code
    assert said in result.output
    assert "Traceback" not in result.output


def test_every_bad_label_is_told_at_once(tmp_path: Path) -> None:
    """Two of them in one message."""
    result = run(labelled(tmp_path / "labels.csv", "text,label", ("a", 2), ("b", 1), ("c", "ja")))
    assert "labels.csv:2:" in result.output
    assert "labels.csv:4:" in result.output


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Its name, and exit code 1."""
    result = run(tmp_path / "none.csv")
    assert 1 == result.exit_code
    assert "none.csv" in result.output

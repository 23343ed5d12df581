"""The page on rules is run as it stands: its files are written, its commands given, and they say what it shows."""

from __future__ import annotations

import csv
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldsign.cli import main
from rules import RuleSet
from rules.rule_file import KNOWN
from storage.store import Store
from storage.workspace import Workspace
from tests.rules.test_importing import HEADER
from tests.rules.test_importing import listing as taxon
from tests.storage.samples import capture, listing, match, pages

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "add-a-rule.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?ms)^```(?P<kind>\w+)(?: title=(?P<file>\S+))?\n(?P<text>.*?)^```$")
GAP = "..."
ON = date(2026, 11, 20)


@dataclass
class Command:
    """A command of the page and the lines that it shows below."""

    line: str
    shown: list[str]


def commands(text: str) -> Iterator[Command]:
    for part in re.split(r"(?m)^\$ ", text)[1:]:
        line, *shown = part.splitlines()
        yield Command(line, [one for one in shown if one])


def given(line: str) -> str:
    """Run one command as a person in the workspace would; what it printed."""
    program, *arguments = shlex.split(line)
    if program == "mv":
        subprocess.run([program, *arguments], check=True)
        return ""
    assert "fieldsign" == program
    result = CliRunner().invoke(main, arguments)
    assert 0 == result.exit_code, f"{line}\n{result.output}"
    return result.output


def missing(shown: list[str], printed: str) -> list[str]:
    """Lines of the page that a command did not print, in their order; `...` stands for anything."""
    left = iter(printed.splitlines())
    patterns = {line: re.escape(line).replace(re.escape(GAP), ".*") for line in shown if line != GAP}
    return [line for line, pattern in patterns.items() if not any(re.fullmatch(pattern, one.rstrip()) for one in left)]


@pytest.fixture
def here(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that has been swept, and a download from Species+, as the page has them."""
    titles = ["White gold beads, hand carved", "White gold ring, 18 ct", "Oak table"]
    with Store.open(workspace) as store:
        first, second = pages(store, 2)
        found = listing(1, title="Antique elephant ivory tusk, £300")
        store.record_captured(first, capture(), [(found, [match()])], 1)
        kept = [listing(number, title=title, text="") for number, title in enumerate(titles, 2)]
        store.page_unmatched(second, 3, kept)
    rows = (taxon("Panthera tigris", "I"), taxon("Varanus niloticus", "II", 2))
    (workspace.folder / "cites_listings.csv").write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
    monkeypatch.chdir(workspace.folder)
    return workspace


@pytest.mark.usefixtures("few_rules")
def test_the_page_runs_as_it_stands(here: Workspace) -> None:
    """Block by block from top to bottom: files are written where it says, commands print what it shows."""
    ran = 0
    for block in BLOCK.finditer(PAGE):
        if block["file"]:
            path = here.folder / block["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "console":
            for command in commands(block["text"]):
                ran += 1
                printed = given(command.line)
                assert [] == missing(command.shown, printed), f"{command.line}\n{printed}"
    assert ran >= 12


def test_a_line_that_is_not_printed_is_noticed() -> None:
    """The test of the page can fail: another figure, and lines in another order."""
    assert [] == missing(["one ... three", "...", "five"], "one two three\nfour\nfive")
    assert ["one ... four"] == missing(["one ... four"], "one two three")
    assert ["one"] == missing(["two", "one"], "one\ntwo")


@pytest.mark.parametrize("file", sorted({block["file"] for block in BLOCK.finditer(PAGE) if block["file"]}))
def test_every_file_of_the_page_is_named_to_the_reader(file: str) -> None:
    """The name above a block is not shown; the text says it, or shows that it is the whole file."""
    assert f"`{file}`" in PAGE or file == "packs/mine/no-rosewood.yaml"


def test_every_key_of_a_rule_is_on_the_page() -> None:
    """And no key that there is not."""
    table = PAGE.split("## Every key\n")[1].split("\n## ")[0]
    named = {key for row in re.findall(r"(?m)^\| (`[^|]+) \|", table) for key in re.findall(r"`(\w+)`", row)}
    assert set(KNOWN) == named


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return RuleSet.load()


def test_the_figures_of_the_page_hold_with_every_shipped_rule(shipped: RuleSet) -> None:
    """None of them fires on what the page labels as innocent; it is run with a few rules only."""
    (table,) = (block["text"] for block in BLOCK.finditer(PAGE) if block["file"] == "labelled.csv")
    innocent = [row["text"] for row in csv.DictReader(table.splitlines()) if row["label"] == "0"]
    fired = {text: shipped.match({"title": "", "text": text, "elsewhere": ""}, ON) for text in innocent}
    assert 5 == len(innocent)
    assert {} == {text: matches for text, matches in fired.items() if matches}


def test_every_disguise_of_the_page_is_read(shipped: RuleSet) -> None:
    """Beside a price each example fires the rule on ivory, in a view that says it was hidden."""
    table = PAGE.split("## How disguises are read\n")[1].split("\nWhere ")[0]
    examples = [one for row in re.findall(r"(?m)^\| [^|]+ \| (.*) \|$", table) for one in re.findall(r"`([^`]+)`", row)]
    seen = {
        example: {match.view for match in shipped.match({"title": "", "text": f"Old {example}, £200"}, ON)}
        for example in (*examples, "iv\u200bory")
    }
    assert len(seen) >= 9
    assert {} == {example: views for example, views in seen.items() if "obfuscated" not in views}

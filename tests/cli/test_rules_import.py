"""`fieldsign rules import`: a private pack of one's own download, replaced whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fieldsign.cli import main
from rules import RuleSet
from storage.workspace import Workspace
from tests.rules.test_importing import HEADER, csv_result, listing, saved

pytestmark = pytest.mark.usefixtures("few_rules")

ROWS = (
    listing("Panthera tigris", "I", 1),
    listing("Loxodonta africana", "I/II", 2),
    listing("Varanus niloticus", "II", 3),
)
TODAY = date(2026, 11, 20)


def run(workspace: Workspace, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", "import", *map(str, arguments), "--workspace", str(workspace.folder)])


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def download(tmp_path: Path) -> Path:
    path = saved(tmp_path, HEADER, *ROWS, listing("Python", "II", 4, rank="GENUS"), name="cites_listings.csv")
    os.utime(path, (1_795_000_000, 1_795_000_000))
    return path


def fired(workspace: Workspace, text: str, pack: str = "speciesplus") -> set[str]:
    """The rules of a pack that fire; shipped ones know some of the names as well."""
    matches = RuleSet.load(workspace.packs).match({"title": "", "text": text}, TODAY)
    return {match.rule for match in matches if match.rule.startswith(pack)}


def test_a_download_becomes_rules_by_appendix(workspace: Workspace, download: Path) -> None:
    """One rule for each listing; a name counts only beside an offer."""
    result = run(workspace, "speciesplus", download, "--json")
    assert 0 == result.exit_code, result.output
    told = json.loads(result.output)
    assert ({"I": 1, "I/II": 1, "II": 1}, {"a genus or higher taxon": 1}) == (told["terms"], told["left_out"])
    assert {"speciesplus-appendix-i-ii"} == fired(workspace, "Loxodonta africana for sale, 900 USD")
    assert set() == fired(workspace, "We saw Loxodonta africana yesterday")
    assert set() == fired(workspace, "Python for beginners, 20 USD")


def test_the_pack_is_private_and_says_where_it_came_from(workspace: Workspace, download: Path) -> None:
    """Git keeps nothing of it; file, date, hash and licence stand in its README."""
    assert 0 == run(workspace, "speciesplus", download).exit_code
    made = files(workspace.packs / "speciesplus")
    readme = made["README.md"].decode()
    assert b"*\n" == made[".gitignore"]
    assert hashlib.sha256(download.read_bytes()).hexdigest() in readme
    assert "cites_listings.csv" in readme
    assert "last written 2026-11-18" in readme
    assert "forbid passing its data on" in readme
    assert (
        b"lang,term,strength,source\nla,Panthera tigris,weak,Species+ taxon 1\n"
        == made["lists/speciesplus-appendix-i.csv"]
    )


def test_a_pack_passes_its_own_tests(workspace: Workspace, download: Path) -> None:
    """Those made of the data, by the command that everybody uses."""
    assert 0 == run(workspace, "speciesplus", download).exit_code
    result = CliRunner().invoke(main, ["rules", "test", str(workspace.packs), "--workspace", str(workspace.folder)])
    assert (0, "Rules: 3. Texts: 6. Not as the rule says: 0.\n") == (result.exit_code, result.output)


def test_a_second_import_replaces_the_first(workspace: Workspace, download: Path) -> None:
    """What is no longer listed is gone; nothing is left lying about."""
    assert 0 == run(workspace, "speciesplus", download).exit_code
    saved(download.parent, HEADER, ROWS[0], name=download.name)
    assert 0 == run(workspace, "speciesplus", download).exit_code
    made = files(workspace.packs)
    assert ["speciesplus/speciesplus-appendix-i.yaml"] == [name for name in made if name.endswith(".yaml")]
    assert [] == list(workspace.tmp.iterdir())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><p>503", "web page"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (HEADER.encode() + b"\n1,Animalia", "2 cells for 26 columns"),
        (b"a,b\n1,2\n", "no column 'Scientific Name'"),
    ],
)
def test_a_bad_file_leaves_the_old_pack_as_it_was(
    workspace: Workspace, download: Path, content: bytes, said: str
) -> None:
    """Exit code 1 and the reason; not a byte of the pack changes."""
    assert 0 == run(workspace, "speciesplus", download).exit_code
    before = files(workspace.packs)
    download.write_bytes(content)
    result = run(workspace, "speciesplus", download)
    assert 1 == result.exit_code
    assert said in result.output
    assert "Traceback" not in result.output
    assert before == files(workspace.packs)


def test_a_pack_that_would_break_the_rules_in_use_is_taken_back(workspace: Workspace, download: Path) -> None:
    """Another pack has a rule of the same id: the old state comes back, and the fault is told."""
    assert 0 == run(workspace, "speciesplus", download).exit_code
    other = workspace.packs / "mine"
    other.mkdir()
    rule = (workspace.packs / "speciesplus" / "speciesplus-appendix-i.yaml").read_text()
    (other / "tiger.yaml").write_text(rule.replace("speciesplus-appendix-i\n", "speciesplus-appendix-iii\n"))
    before = files(workspace.packs)
    saved(download.parent, HEADER, ROWS[0], listing("Canis aureus", "III"), name=download.name)
    result = run(workspace, "speciesplus", download)
    assert 1 == result.exit_code
    assert "speciesplus-appendix-iii" in result.output
    assert before == files(workspace.packs)
    assert [] == list(workspace.tmp.iterdir())


def test_a_pack_made_by_hand_is_not_overwritten(workspace: Workspace, download: Path) -> None:
    """It is named, and so is the way round; a name that is none is usage."""
    hand = workspace.packs / "speciesplus"
    hand.mkdir()
    (hand / "notes.txt").write_text("mine")
    result = run(workspace, "speciesplus", download)
    assert (1, True) == (result.exit_code, "--name" in result.output)
    assert 0 == run(workspace, "speciesplus", download, "--name", "cop19").exit_code
    assert {"cop19-appendix-i"} == fired(workspace, "Panthera tigris skin, 900 USD", "cop19")
    assert 2 == run(workspace, "speciesplus", download, "--name", "../out").exit_code


def test_wikidata_labels_fire_in_their_languages(workspace: Workspace, tmp_path: Path) -> None:
    """One rule, weak terms in every language of the result."""
    result = run(workspace, "wikidata", saved(tmp_path, *csv_result()), "--name", "pandas")
    assert 0 == result.exit_code, result.output
    assert {"pandas-names"} == fired(workspace, "大貓熊 250 €", "pandas")
    assert set() == fired(workspace, "大貓熊", "pandas")


def test_a_name_that_is_also_an_excuse_counts(workspace: Workspace, tmp_path: Path) -> None:
    """An excuse must say more than the term; the pack's tests hold on such a name."""
    lines = ["item,taxonName,label,lang", "Q1,Abies alba,Ivory Coast,en", "Q2,Abies nigra,zebra fir,en"]
    assert 0 == run(workspace, "wikidata", saved(tmp_path, *lines)).exit_code
    rule = (workspace.packs / "wikidata" / "wikidata-names.yaml").read_text(encoding="utf-8")
    assert '"Ivory Coast, 250 EUR"' in rule

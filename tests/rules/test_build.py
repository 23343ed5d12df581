"""The shipped lists: made from their sources, the same each time, and of nothing that may not be shipped."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldsign.rules_build import build_lists
from rules import RuleFileError
from rules.build import NOTICE, Built, build, built, stale
from rules.entries import GAP, SOURCES
from rules.fold import folded_term
from rules.terms import LISTS, MANIFEST, shipped_lists

HEADER = "concept,taxon_group,strength,cites,lang,term,source,licence,review\n"


@pytest.fixture(scope="module")
def made() -> Built:
    return built()


def small(folder: Path, rows: str, licence: str = "CC0-1.0") -> Path:
    """A folder of sources with one table in it."""
    (folder / "terms").mkdir(parents=True, exist_ok=True)
    (folder / "terms" / "en.csv").write_text(HEADER + rows, encoding="utf-8")
    for table in ("china_national_key_protected_2021.csv", "cites_appendices_cop19.csv", "names_en_india_wlpa.csv"):
        (folder / table).write_text("licence\n", encoding="utf-8")
    told = f'title = "t"\nsource = "s"\nedition = "2026"\nlicence = "{licence}"\nship = "anyone"\n'
    (folder / "sources.toml").write_text(f'["terms/*.csv"]\n{told}\n["*.csv"]\n{told}', encoding="utf-8")
    return folder


def faults(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(RuleFileError) as caught:
        built(folder)
    assert all(fault.remedy for fault in caught.value.faults)
    return [(fault.path.name, fault.line, fault.message) for fault in caught.value.faults]


def test_two_builds_are_one_and_the_same(made: Built, tmp_path: Path) -> None:
    """Byte for byte, on whatever day and from whatever folder."""
    shutil.copytree(SOURCES, tmp_path / "sources")
    again = build(tmp_path / "sources", tmp_path / "lists", tmp_path / "NOTICE")
    assert made == again
    written = {path.relative_to(tmp_path / "lists").as_posix() for path in (tmp_path / "lists").rglob("*.*")}
    assert made.lists.keys() == written
    assert made.lists[MANIFEST].encode() == (tmp_path / "lists" / MANIFEST).read_bytes()


def test_every_row_says_where_it_comes_from_and_under_which_licence(made: Built) -> None:
    """No term without a language, a source and a licence that may be shipped."""
    kept = ("lang", "term", "strength", "source", "licence")
    lacking = [
        (name, row)
        for name, text in made.lists.items()
        if name.endswith(".csv")
        for row in csv.DictReader(text.splitlines())
        if not all(row[column] for column in kept)
    ]
    assert [] == lacking


def test_the_manifest_counts_what_is_there(made: Built) -> None:
    """Rows and hashes of every source and list, and no time of the run."""
    manifest = json.loads(made.lists[MANIFEST])
    assert {"sources", "lists", "languages"} == manifest.keys()
    assert made.lists.keys() - {MANIFEST} == manifest["lists"].keys()
    name = "species/cites-i.csv"
    assert len(made.lists[name].splitlines()) - 1 == manifest["lists"][name]["rows"]
    assert {"statute text"} == set(manifest["sources"]["cites_appendices_cop19.csv"]["licences"])
    assert "2022" == manifest["sources"]["cites_appendices_cop19.csv"]["edition"]


def test_the_notice_names_every_source_and_keeps_what_unicode_asks_for(made: Built) -> None:
    """Each table, its licence, and the notice of Unicode in full."""
    assert "names_de_bartschv.csv" in made.notice
    assert "Licence: amtliches Werk" not in made.notice
    assert "UNICODE LICENSE V3" in made.notice
    assert made.notice.rstrip().endswith("authorization of the copyright holder.")


def test_a_row_under_another_licence_is_refused(tmp_path: Path) -> None:
    """What may not be passed on is told with file and line, and nothing is built."""
    row = 'rhino_horn,,strong,I,en,{},own,"{}",\n'
    folder = small(tmp_path, row.format("rhino horn", "CC0-1.0") + row.format("horn of rhino", "CC BY-NC 4.0"))
    assert [("en.csv", 3, "the licence 'CC BY-NC 4.0' is not on the list of those that may be shipped")] == (
        faults(folder)
    )


def test_a_source_under_another_licence_is_refused(tmp_path: Path) -> None:
    """The register is read as strictly, at its own lines."""
    folder = small(tmp_path, "rhino_horn,,strong,I,en,rhino horn,own,CC0-1.0,\n", licence="all rights reserved")
    assert [("sources.toml", 1), ("sources.toml", 8)] == [(name, line) for name, line, _ in faults(folder)]


def test_a_table_that_nobody_registered_is_refused(tmp_path: Path) -> None:
    """A file that was merely put there has no licence."""
    folder = small(tmp_path, "rhino_horn,,strong,I,en,rhino horn,own,CC0-1.0,\n")
    (folder / "more").mkdir()
    (folder / "more" / "found.csv").write_text("lang,term\n", encoding="utf-8")
    register = (folder / "sources.toml").read_text("utf-8").replace('["*.csv"]', '["[a-z]*_*.csv"]')
    (folder / "sources.toml").write_text(register, encoding="utf-8")
    assert [("found.csv", 1, "the table is not in sources.toml")] == faults(folder)


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("strength is 'loud'", "rhino_horn,,loud,I,en,rhino horn,own,CC0-1.0,\n"),
        ("is blank", "rhino_horn,,strong,I,en, ,own,CC0-1.0,\n"),
        ("has no language", "rhino_horn,,strong,I,,rhino horn,own,CC0-1.0,\n"),
        ("control character", "rhino_horn,,strong,I,en,rhino\0 horn,own,CC0-1.0,\n"),
    ],
)
def test_a_faulty_row_is_told_with_its_line(words: str, row: str, tmp_path: Path) -> None:
    """A source table is checked as a pack's own list is."""
    ((name, line, message),) = faults(small(tmp_path, row))
    assert ("en.csv", 2) == (name, line)
    assert words in message


def test_what_changed_since_the_build_is_named(tmp_path: Path) -> None:
    """A source that was edited, a list that was edited, a list that is gone; and nothing when nothing changed."""
    sources, lists = (
        small(tmp_path / "sources", "rhino_horn,,strong,I,en,rhino horn,own,CC0-1.0,\n"),
        tmp_path / "lists",
    )
    assert (MANIFEST,) == stale(sources, lists)
    build(sources, lists, tmp_path / "NOTICE")
    assert () == stale(sources, lists)
    table = sources / "terms" / "en.csv"
    table.write_text(table.read_text("utf-8").replace("rhino horn", "horn of rhino"), encoding="utf-8")
    assert ("terms/en.csv",) == stale(sources, lists)
    (lists / "products" / "rhino-horn.csv").unlink()
    assert ("terms/en.csv", "products/rhino-horn.csv") == stale(sources, lists)


def test_a_list_that_is_no_more_is_removed(tmp_path: Path) -> None:
    """What no source makes does not stay behind."""
    sources, lists = (
        small(tmp_path / "sources", "rhino_horn,,strong,I,en,rhino horn,own,CC0-1.0,\n"),
        tmp_path / "lists",
    )
    (lists / "products").mkdir(parents=True)
    (lists / "products" / "old.csv").write_text("lang,term\n", encoding="utf-8")
    build(sources, lists, tmp_path / "NOTICE")
    assert ["products/rhino-horn.csv"] == [path.relative_to(lists).as_posix() for path in lists.rglob("*.csv")]


@pytest.mark.parametrize(
    ("expected", "name", "lists"),
    [
        (True, "Loxodonta africana", "species/cites-i"),
        (True, "Loxodonta africana", "species/cites-ii"),
        (True, "Felidae", "species/cites-ii"),
        (False, "Manis", "species/cites-ii"),
        (False, "Aloe", "species/cites-ii"),
        (False, "Iguana", "species/cites-ii"),
        (False, "Primates", "species/cites-ii"),
        (True, "川金丝猴", "species/china-i"),
        (True, "川金絲猴", "species/china-i"),
        (False, "虎", "species/china-i"),
        (False, "豹", "species/china-i"),
        (True, "虎", "animals/china"),
        (False, "猕猴", "species/china-ii"),
        (False, "小天鹅", "species/china-ii"),
        (False, "鸳鸯", "species/china-ii"),
        (False, "螺蛳", "species/china-ii"),
        (True, "Indian Star Tortoise", "species/names-en"),
        (False, "Grand Duke", "species/names-en"),
        (False, "Tiger", "species/names-en"),
        (True, "🐘", "emoji/elephant"),
        (True, "слон", "animals/elephant"),
    ],
)
def test_a_name_stands_where_it_can_do_no_harm(expected: bool, name: str, lists: str, made: Built) -> None:
    """What is an ordinary word as well is a signal at most."""
    terms = {row["term"] for row in csv.DictReader(made.lists[f"{lists}.csv"].splitlines())}
    assert expected == (name in terms)


def test_no_species_fires_alone(made: Built) -> None:
    """Every name of a taxon needs a signal, and an animal's word is one itself."""
    strengths = {
        (name.split("/")[0], row["strength"])
        for name, text in made.lists.items()
        if name.startswith(("species/", "emoji/", "animals/", "codes/"))
        for row in csv.DictReader(text.splitlines())
    }
    assert {("species", "weak"), ("emoji", "weak"), ("animals", "context"), ("codes", "weak")} == strengths


def test_the_lists_that_are_shipped_are_those_of_the_sources(made: Built) -> None:
    """What stands in the project is what a build makes of it, byte for byte; otherwise: `fieldsign rules build`."""
    assert () == stale()
    shipped = {path.relative_to(LISTS).as_posix(): path.read_bytes() for path in LISTS.rglob("*.*")}
    assert {name: text.encode() for name, text in made.lists.items()} == shipped
    assert made.notice.encode() == NOTICE.read_bytes()


def test_terms_are_read_as_if_each_were_folded_alone() -> None:
    """Lists are folded in one go, which must make no difference to any of their terms."""
    lists = shipped_lists()
    terms = {term for name in lists for term in lists[name]}
    assert 10_000 < len(terms)
    assert [] == [term.written for term in terms if term.literal != folded_term(term.written.strip(GAP))]


def test_the_command_says_whether_lists_are_older_than_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1 and the remedy, or one reassuring sentence."""
    fresh = CliRunner().invoke(build_lists, ["--check"])
    assert (0, "The lists are those of their sources.\n") == (fresh.exit_code, fresh.output)
    monkeypatch.setattr("fieldsign.rules_build.stale", lambda: ("terms/en.csv",))
    old = CliRunner().invoke(build_lists, ["--check"])
    assert (1, "lists and sources differ (terms/en.csv): run `fieldsign rules build`\n") == (old.exit_code, old.output)
    assert {"stale": ["terms/en.csv"]} == json.loads(CliRunner().invoke(build_lists, ["--check", "--json"]).output)


def test_the_command_counts_languages_and_states_of_review(made: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table for people, JSON for programs."""
    monkeypatch.setattr("fieldsign.rules_build.build", lambda: made)
    shown = CliRunner().invoke(build_lists, [])
    assert "needs native review" in shown.output
    assert f"{len(made.lists) - 1} lists." in shown.output
    told = json.loads(CliRunner().invoke(build_lists, ["--json"]).output)
    assert {"lists": len(made.lists) - 1, "languages": made.counts} == told

"""What the source tables say of a taxon on a day, and that the shipped rules say nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from rules import Rule, RuleSet
from rules.entries import SOURCES
from rules.policy import CAVEAT, CITES, COP20, appendices_of, china_class, listings_of

AFTER_COP19 = date(2025, 1, 1)
RULES = RuleSet.load().rules


def listed(name: str, on: date = AFTER_COP19) -> list[tuple[str, str]]:
    return [(entry.appendix, entry.taxon) for entry in listings_of(name, on)]


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ([("I", "Elephas maximus")], "Elephas maximus"),
        ([("I", "Panthera tigris")], "Panthera tigris"),
        ([("I", "Panthera tigris")], "Panthera tigris altaica"),
        ([("II", "Loxodonta africana"), ("I", "Loxodonta africana")], "Loxodonta africana"),
        ([("I", "Panthera leo"), ("II", "Felidae")], "Panthera leo"),
        ([("II", "Ceratotherium simum simum"), ("I", "Rhinocerotidae")], "Ceratotherium simum simum"),
        ([("I", "Rhinocerotidae")], "Ceratotherium simum"),
        ([("II", "Psittaciformes")], "Ara ararauna"),
        ([("I", "Psittacus erithacus")], "Psittacus erithacus"),
        ([], "Melopsittacus undulatus"),
        ([], "Psittacula krameri"),
        ([("II", "Dalbergia")], "Dalbergia retusa"),
        ([("I", "Dalbergia nigra")], "Dalbergia nigra"),
        ([("II", "Pythonidae")], "Python regius"),
        ([("II", "Orchidaceae")], "Orchidaceae"),
        ([("I", "Cattleya lobata")], "Cattleya lobata"),
        ([], "Homo sapiens"),
        ([], "Columba livia"),
    ],
)
def test_a_taxon_is_looked_up_to_its_order(expected: list[tuple[str, str]], name: str) -> None:
    """Its own entries, else those of the taxon above it; an entry for one population sends the search on."""
    assert expected == listed(name)


def test_a_population_and_an_annotation_are_told_in_the_words_of_the_table() -> None:
    """Which elephants are in Appendix II is not for us to shorten."""
    second, first = listings_of("Loxodonta africana", AFTER_COP19)
    assert "(Only the populations of Botswana, Namibia, South Africa and Zimbabwe" == second.note.split(";")[0]
    assert "A10" == second.annotation
    assert first.note.startswith("(Except the populations of Botswana, Namibia, South Africa and Zimbabwe")


def test_of_days_before_the_table_nothing_is_said() -> None:
    """The Appendices of CoP19 are in force from 2023-02-23."""
    assert [] == listed("Panthera tigris", date(2023, 2, 22))
    assert [("I", "Panthera tigris")] == listed("Panthera tigris", date(2023, 2, 23))


def test_after_cop20_the_answer_says_what_it_does_not_know() -> None:
    """The changes of CoP20 are not filled in, and every answer from that day on says so."""
    assert [""] == [entry.caveat for entry in listings_of("Panthera tigris", date(2026, 3, 4))]
    assert [CAVEAT] == [entry.caveat for entry in listings_of("Panthera tigris", date(2026, 3, 5))]


def test_changes_of_cop20_count_from_their_day(tmp_path: Path) -> None:
    """Once the changes are filled in, they count from 2026-03-05, and the caveat goes."""
    shutil.copy(SOURCES / CITES, tmp_path)
    rows = "add,I,Dalbergia retusa,SPECIES,,,a test,\nremove,I,Elephas maximus,,,,a test,\n"
    (tmp_path / COP20).write_text(
        "change,appendix,taxon,rank,annotation,note,source,licence\n" + rows, encoding="utf-8"
    )
    before, after = date(2026, 3, 4), date(2026, 3, 5)
    assert ["II"] == [entry.appendix for entry in listings_of("Dalbergia retusa", before, tmp_path)]
    assert [("I", "a test", "")] == [
        (entry.appendix, entry.source, entry.caveat) for entry in listings_of("Dalbergia retusa", after, tmp_path)
    ]
    assert ["I"] == [entry.appendix for entry in listings_of("Elephas maximus", before, tmp_path)]
    assert () == listings_of("Elephas maximus", after, tmp_path)


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("I", "Manis pentadactyla"),
        ("II", "Hippocampus kuda"),
        ("I", "Panthera tigris amoyensis"),
        (None, "Felis catus"),
    ],
)
def test_the_class_in_china_is_told(expected: str | None, name: str) -> None:
    """By the species' own entry, or by that of its whole genus."""
    found = china_class(name)
    assert expected == (found and found.level)


def test_doubtful_rows_of_the_list_of_china_say_so() -> None:
    """Every row is second-hand; some are known to be doubtful."""
    reviews = [found.review for name in ("Panthera tigris", "Grus vipio") if (found := china_class(name))]
    assert ["to be verified", "doubtful, to be verified"] == reviews


def taxa(rule: Rule) -> Iterable[str]:
    """The taxa a rule names, else the scientific names it looks for."""
    return rule.taxa or [term.written for term in rule.terms if term.language == "la"]


@pytest.mark.parametrize("rule", [rule for rule in RULES if "cites" in rule.policy], ids=lambda rule: rule.id)
def test_a_rule_claims_no_appendix_that_the_table_does_not_give(rule: Rule) -> None:
    """Each Appendix that a rule names is one of its taxa's, and each of its listed taxa is in one of those."""
    claimed = set(rule.policy["cites"].split("/"))
    given = {name: appendices_of(name, AFTER_COP19) for name in taxa(rule)}
    assert claimed <= set().union(*given.values()), given
    assert [] == [name for name, some in given.items() if some and not some & claimed]


@pytest.mark.parametrize("rule", [rule for rule in RULES if "china" in rule.policy], ids=lambda rule: rule.id)
def test_a_rule_claims_no_class_that_the_list_of_china_does_not_give(rule: Rule) -> None:
    """Each class that a rule names is that of all its taxa in the list."""
    given = {found.level for name in taxa(rule) if (found := china_class(name))}
    assert {rule.policy["china"]} == given

"""The lists that a pack brings along: CSV tables, read as strictly as its rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules import Rule, RuleFileError
from tests.rules.reading import GOOD, alone, read


def listed(folder: Path, rows: str) -> Rule:
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "lists" / "slang.csv").write_text(rows, encoding="utf-8")
    return read(folder, GOOD.replace("products/rhino-horn", "own/slang"))


def test_a_pack_brings_its_own_lists(tmp_path: Path) -> None:
    """A table in `lists/` is a list of its own, with strengths as in the shipped ones."""
    rule = listed(tmp_path, "lang,term,strength\nen,grey gold,strong\nde,Grauzeug,weak\n")
    assert [("grey gold", "strong"), ("Grauzeug", "weak")] == [(term.written, term.strength) for term in rule.terms]


@pytest.mark.parametrize(
    ("line", "words", "rows"),
    [
        (1, "column 'strength' is missing", "lang,term\nen,x\n"),
        (1, "column 'term' is missing", "lang;term;strength\nen;x;strong\n"),
        (1, "unknown column 'colour'", "lang,term,strength,colour\nen,x,strong,red\n"),
        (3, "strength is 'loud'", "lang,term,strength\nen,x,strong\nen,y,loud\n"),
        (2, "is blank", "lang,term,strength\nen,\u200b ,strong\n"),
        (2, "is blank", "lang,term,strength\nen,…,strong\n"),
        (2, "control character", "lang,term,strength\nen,a\0b,strong\n"),
        (2, "language is 'English'", "lang,term,strength\nEnglish,x,strong\n"),
        (2, "more cells", "lang,term,strength\nen,one, two,strong\n"),
        (2, "not CSV", 'lang,term,strength\nen,"x,strong\nen,y,strong\n'),
        (1, "holds no term", "lang,term,strength\n"),
    ],
)
def test_a_fault_of_a_list_is_told_with_its_line(line: int, words: str, rows: str, tmp_path: Path) -> None:
    """A table of a pack is read as strictly as its rules."""
    with pytest.raises(RuleFileError) as caught:
        listed(tmp_path, rows)
    told = [
        (fault.path.name, fault.line, fault.message) for fault in caught.value.faults if fault.path.suffix == ".csv"
    ]
    assert [("slang.csv", line)] == [(name, at) for name, at, message in told if words in message], told


def test_a_list_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    """A spreadsheet program saved it in an older encoding."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "slang.csv").write_bytes(b"lang,term,strength\nfr,\xe9caille,strong\n")
    with pytest.raises(RuleFileError, match=r"slang.csv:2: the table is not UTF-8; save it as UTF-8"):
        alone(tmp_path)


def test_a_term_spelt_twice_in_a_list_is_one_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """C15: the list works, and its author hears which rows do nothing."""
    listed(tmp_path, "lang,term,strength\nen,grey gold,strong\nen,Grey  Gold,strong\n")
    (warning,) = caplog.messages
    assert warning.startswith(f"{tmp_path / 'lists' / 'slang.csv'}:3: ")
    assert "'Grey  Gold'" in warning


def test_two_lists_of_one_name_are_a_fault(tmp_path: Path) -> None:
    """A rule must know which one it means."""
    for folder in ("a", "b"):
        (tmp_path / folder / "lists").mkdir(parents=True)
        (tmp_path / folder / "lists" / "slang.csv").write_text("lang,term,strength\nen,x,weak\n", encoding="utf-8")
    with pytest.raises(RuleFileError, match="there is another list 'own/slang'"):
        alone(tmp_path)


def test_a_list_of_a_quarter_of_a_million_terms_is_read(tmp_path: Path) -> None:
    """A whole checklist may be brought along as one table."""
    rule = listed(tmp_path, "lang,term,strength\n" + "".join(f"la,zq{number:x} x,weak\n" for number in range(250_000)))
    assert 250_000 == len(rule.terms)

"""The compiled automaton is kept, and never trusted blindly."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from rules import automaton
from rules.automaton import Automaton

FORMS = ["ivory", "tusk", "象牙", "слон"]
TEXT = "слон ivory 象牙 tusk"


def found(forms: list[str], text: str = TEXT) -> set[tuple[str, int]]:
    numbers, ends = Automaton(forms).scan(text.encode())
    return {(forms[number], end) for number, end in zip(numbers.tolist(), ends.tolist(), strict=True)}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIELDSIGN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(automaton, "WORTH_KEEPING", 1)
    return tmp_path / "cache"


def test_ends_are_told_in_characters() -> None:
    """Not in bytes, in which hyperscan counts."""
    assert {(form, TEXT.index(form) + len(form)) for form in FORMS} == found(FORMS)


def test_no_form_finds_nothing() -> None:
    """An empty set of rules can be asked all the same, and so can an empty text."""
    assert set() == found([])
    assert set() == found(FORMS, "")


def test_the_second_start_compiles_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was compiled once is loaded, and finds the same."""
    first = found(FORMS)
    assert 1 == len(list(folder.iterdir()))
    monkeypatch.setattr(automaton, "_freshly", None)
    assert first == found(FORMS)


def test_other_forms_are_compiled_anew(folder: Path) -> None:
    """A kept automaton serves for its forms."""
    found(FORMS)
    assert {("horn", 4)} == found(["horn"], "horn")
    assert 2 == len(list(folder.iterdir()))


def test_nearly_the_same_forms_need_few_new(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a rule that is edited only what is new is compiled, and what is gone is found no more."""
    many = [f"w{number:02}x" for number in range(30)]
    monkeypatch.setattr(automaton, "WORTH_KEEPING", 10)
    found(many)
    changed = [*many[:28], "horn"]
    compiled: list[int] = []
    freshly = automaton._freshly
    monkeypatch.setattr(automaton, "_freshly", lambda forms: compiled.append(len(forms)) or freshly(forms))
    assert {("w03x", 4), ("horn", 9)} == found(changed, "w03x horn w29x w28x")
    assert [1] == compiled
    assert 1 == len(list(folder.iterdir()))


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 5000])
def test_a_damaged_file_is_said_and_not_used(folder: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Its hash tells; the rules work all the same."""
    first = found(FORMS)
    (path,) = folder.iterdir()
    path.write_bytes(damage)
    assert first == found(FORMS)
    assert "damaged" in caplog.text


def test_a_file_of_another_version_is_not_used(folder: Path) -> None:
    """A sound hash over what hyperscan can not load: compiled anew."""

    first = found(FORMS)
    (path,) = folder.iterdir()
    other = (4).to_bytes(8, "big") + b"formanother version"
    path.write_bytes(hashlib.sha256(other).digest() + other)
    assert first == found(FORMS)


def test_a_cache_that_can_not_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("FIELDSIGN_CACHE", str(tmp_path / "file" / "cache"))
    assert found(FORMS)


def test_old_files_make_room(folder: Path) -> None:
    """A few are kept, the least used go."""
    for number in range(7):
        found([f"word{number}"])
    assert automaton.KEPT == len(list(folder.iterdir()))

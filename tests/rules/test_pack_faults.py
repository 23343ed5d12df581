"""Rule files with faults: every one is told at once, with file, line and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rules import RuleFileError, RuleSet

GOOD = """id: test-rule
title: A test
status: trial
level: low
why: Because.
any: [products/rhino-horn]
tests:
  hit: ["rhino horn"]
  miss: ["oak"]
"""


def faults(folder: Path, text: str) -> list[tuple[int, str]]:
    (folder / "rule.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        RuleSet.load(folder)
    assert all(fault.remedy and fault.path == folder / "rule.yaml" for fault in caught.value.faults)
    return [(fault.line, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("line", "words", "text"),
    [
        (4, "not YAML", "id: x\ntitle: [\nstatus: trial\n"),
        (2, "stands twice", GOOD.replace("title: A test", "id: again\ntitle: A test")),
        (1, "'why' is missing", GOOD.replace("why: Because.\n", "")),
        (2, "unknown key 'titel'", GOOD.replace("title: A test", "titel: A test\ntitle: A test")),
        (3, "status is 'trail'", GOOD.replace("trial", "trail")),
        (4, "level is 'huge'", GOOD.replace("level: low", "level: huge")),
        (6, "no term list", GOOD.replace("products/rhino-horn", "products/rhino-hron")),
        (6, "empty list", GOOD.replace("[products/rhino-horn]", "[]")),
        (8, "no 'miss'", GOOD.replace('  miss: ["oak"]\n', "")),
        (8, "blank text", GOOD.replace('"rhino horn"', '"  "')),
        (8, "'hit' is not a list", GOOD.replace('["rhino horn"]', "rhino horn")),
        (8, "blank text", GOOD.replace('["rhino horn"]', '["rhino horn", "\\u200b \\n"]')),
        (7, "blank text", GOOD.replace("tests:", "words: {en: [ivory, ' ']}\ntests:")),
        (9, "unknown key 'mis' in the tests", GOOD.replace("  miss", '  mis: ["x"]\n  miss')),
        (1, "one rule", "- a\n- b\n"),
        (1, "one rule", ""),
        (10, "not YAML", GOOD + "---\nid: second\n"),
        (1, "nested too deeply", "[" * 5000),
    ],
)
def test_a_fault_is_told_with_its_line(line: int, words: str, text: str, tmp_path: Path) -> None:
    """Each kind of fault names its line; the remedy says what to write."""
    told = faults(tmp_path, text)
    assert any(words in message for _, message in told), told
    assert line in [at for at, message in told if words in message]


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    """Three faults in two files are three faults."""
    (tmp_path / "a.yaml").write_text(GOOD.replace("trial", "trail").replace("low", "huge"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("[", encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        RuleSet.load(tmp_path)
    assert ["a.yaml", "a.yaml", "b.yaml"] == [fault.path.name for fault in caught.value.faults]


def test_files_that_would_be_passed_over_are_told(tmp_path: Path) -> None:
    """A rule under a name that is not read, and a folder under a rule's name, are faults and not silence."""
    (tmp_path / "mine.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "odd.yaml").mkdir()
    with pytest.raises(RuleFileError) as caught:
        RuleSet.load(tmp_path)
    assert ["mine.yml", "odd.yaml"] == [fault.path.name for fault in caught.value.faults]
    assert "rename it to mine.yaml" == caught.value.faults[0].remedy


def test_a_workspace_rule_replaces_the_shipped_one_of_its_id(tmp_path: Path) -> None:
    """An NGO's own rule of the same id is the one that counts."""
    (tmp_path / "own.yaml").write_text(GOOD.replace("test-rule", "ivory-offered"), encoding="utf-8")
    rules = RuleSet.load(tmp_path)
    assert () == rules.match({"title": "elephant ivory tusk"}, date(2026, 11, 20))
    assert rules.digest != RuleSet.load().digest


def test_own_words_need_no_list(tmp_path: Path) -> None:
    """Words written into the rule are strong terms of their language."""
    text = GOOD.replace("test-rule", "own-words").replace("tests:", 'words:\n  en: ["white gold"]\ntests:')
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    matches = RuleSet.load(tmp_path).match({"title": "Some white gold here"}, date(2026, 11, 20))
    assert [("own-words", "white gold")] == [(match.rule, match.quote) for match in matches]


def test_three_spellings_of_one_word_are_one_hit_and_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """C15: the rule works, and its author hears once, with file and line, which words do nothing."""
    text = GOOD.replace("test-rule", "own-words").replace("tests:", "words:\n  en: [Zyx, zyx, ZYX]\ntests:")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    matches = RuleSet.load(tmp_path).match({"title": "One zyx"}, date(2026, 11, 20))
    assert ["zyx"] == [match.quote for match in matches]
    (warning,) = caplog.messages
    assert warning.startswith(f"{tmp_path / 'own.yaml'}:8: ")
    assert "'zyx', 'ZYX'" in warning


def test_a_policy_may_hold_lists(tmp_path: Path) -> None:
    """A policy's value is a text or a list of texts, which may be empty."""
    policy = "policy: {cites: I/II, law: [], places: [EU, UK]}\n"
    (tmp_path / "own.yaml").write_text(GOOD.replace("tests:", policy + "tests:"), encoding="utf-8")
    (rule,) = (rule for rule in RuleSet.load(tmp_path).rules if rule.id == "test-rule")
    assert {"cites": "I/II", "law": "", "places": "EU, UK"} == rule.policy

"""Rule files with faults: every one is told at once, with file, line and remedy."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from rules import RuleFileError, RuleSet
from tests.rules.reading import GOOD, alone, read

ON = date(2026, 11, 20)


def faults(folder: Path, text: str) -> list[tuple[int, str]]:
    (folder / "rule.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        alone(folder)
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
        alone(tmp_path)
    assert ["a.yaml", "a.yaml", "b.yaml"] == [fault.path.name for fault in caught.value.faults]


def test_files_that_would_be_passed_over_are_told(tmp_path: Path) -> None:
    """A rule under a name that is not read, and a folder under a rule's name, are faults and not silence."""
    (tmp_path / "mine.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "odd.yaml").mkdir()
    with pytest.raises(RuleFileError) as caught:
        alone(tmp_path)
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
    (rule,) = alone(tmp_path)
    assert {"cites": "I/II", "law": "", "places": "EU, UK"} == rule.policy


@pytest.mark.parametrize(
    ("line", "words", "line_of_rule"),
    [
        (6, "accents is 'off'", "accents: off"),
        (6, "minimum is '70%'", "minimum: 70%"),
        (6, "minimum is 'nan'", "minimum: nan"),
        (6, "minimum is '1.5'", "minimum: 1.5"),
        (6, "no field 'body'", "fields: [title, body]"),
        (6, "can not stand in 'without'", "without: [signal/price]"),
        (6, "no term list 'signal/prize'", "with: [signal/prize]"),
        (6, "is refused: invalid escape sequence", "patterns: ['(a)\\1']"),
        (6, "is refused: invalid perl operator", "patterns: ['(?=a)b']"),
        (6, "too large", "patterns: ['\\p{Han}{900}']"),
        (6, "found in an empty text", "patterns: ['x*']"),
        (6, "holds a control character", 'words: {en: ["iv\\0ory"]}'),
        (6, " character", 'words: {en: ["iv\\ud800ory"]}'),
        (6, "is longer than 200", f"words: {{en: [{'ivory ' * 40}]}}"),
        (6, "anchors and aliases", "words: {en: &a [ivory]}"),
        (6, "anchors and aliases", "words: {en: *a}"),
        (6, "byte order mark", "with: [\ufeffintent/sale]"),
        (6, "cannot be printed", "words: {en: [iv\0ory]}"),
    ],
)
def test_a_faulty_key_is_told_with_its_line(line: int, words: str, line_of_rule: str, tmp_path: Path) -> None:
    """What a rule can say beyond its lists is checked as strictly."""
    told = faults(tmp_path, GOOD.replace("any:", f"{line_of_rule}\nany:"))
    assert [line] == [at for at, message in told if words in message or words == "cannot be printed"], told


def test_aliases_that_multiply_are_refused_before_they_do(tmp_path: Path) -> None:
    """Nine lines that would be a thousand million words end in one fault."""
    laughs = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))
    assert [(1, "anchors and aliases (`&name`, `*name`) are not read")] == faults(tmp_path, f"a0: &a0 [x]\n{laughs}\n")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """Fifty megabytes under a rule's name are one fault."""
    with (tmp_path / "rule.yaml").open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(RuleFileError, match="larger than 512 kilobytes"):
        alone(tmp_path)


def test_a_pipe_is_no_rule(tmp_path: Path) -> None:
    """What would wait for a writer for ever is told and not opened."""
    os.mkfifo(tmp_path / "rule.yaml")
    with pytest.raises(RuleFileError, match="this is not a file"):
        alone(tmp_path)


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    """The third line holds a letter of an older encoding."""
    (tmp_path / "rule.yaml").write_bytes(b"id: x\ntitle: y\nwhy: caf\xe9\n")
    with pytest.raises(RuleFileError) as caught:
        alone(tmp_path)
    assert [(3, "the file is not UTF-8")] == [(fault.line, fault.message) for fault in caught.value.faults]


def test_a_byte_order_mark_in_front_is_no_fault(tmp_path: Path) -> None:
    """Editors write it; nobody sees it."""
    assert "A test" == read(tmp_path, "\ufeff" + GOOD).title


def test_a_rule_says_how_it_wants_to_be_read(tmp_path: Path) -> None:
    """Accents, least score, fields, patterns and the built-in signals."""
    keys = """accents: optional
minimum: 0.7
fields: [title]
patterns: ['tusk no\\. \\d+']
with: [intent/sale, signal/quantity]
require: [signal/price, signal/quantity]
"""
    rule = read(tmp_path, GOOD.replace("tests:", keys + "tests:"))
    assert (True, 0.7, ("title",), ("tusk no\\. \\d+",)) == (rule.accents, rule.minimum, rule.fields, rule.patterns)
    assert ({"signal/quantity"}, {"signal/price", "signal/quantity"}) == (rule.marks, rule.require_marks)
    plain = read(tmp_path, GOOD)
    assert (False, 0.0, ("title", "text"), ()) == (plain.accents, plain.minimum, plain.fields, plain.patterns)


def test_tests_may_stand_by_language(tmp_path: Path) -> None:
    """The flat tuples hold all of them, in the order of the file."""
    tests = "  hit: {en: [rhino horn], de: [Nashornhorn, alt]}\n  miss: {en: [oak]}\n"
    rule = read(tmp_path, GOOD[: GOOD.index("  hit")] + tests)
    assert ("rhino horn", "Nashornhorn", "alt") == rule.hit
    assert {"en": ("rhino horn",), "de": ("Nashornhorn", "alt")} == rule.hit_by_language
    assert {"en": ("oak",)} == rule.miss_by_language
    assert {} == read(tmp_path, GOOD).hit_by_language


def test_a_workspace_switches_a_shipped_rule_off(tmp_path: Path) -> None:
    """Three keys are enough, and the shipped rule is gone."""
    (tmp_path / "off.yaml").write_text("id: ivory-offered\nstatus: off\nwhy: We do not look for ivory.\n", "utf-8")
    rules = RuleSet.load(tmp_path)
    assert "ivory-offered" not in {rule.id for rule in rules.rules}
    assert not [match for match in rules.match({"title": "elephant ivory"}, ON) if match.rule == "ivory-offered"]


def test_switching_off_needs_a_reason(tmp_path: Path) -> None:
    """Nobody should have to guess later why a rule is silent."""
    assert [(1, "the key 'why' is missing")] == faults(tmp_path, "id: ivory-offered\nstatus: off\n")


def test_switching_off_what_is_not_there_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A rule that was shipped once and is no more does not stop a workspace."""
    (tmp_path / "off.yaml").write_text("id: no-such-rule\nstatus: off\nwhy: Gone.\n", encoding="utf-8")
    RuleSet.load(tmp_path)
    assert [f"{tmp_path / 'off.yaml'}:1: there is no rule 'no-such-rule' to switch off; look at `rules list`"] == (
        caplog.messages
    )

"""The shipped rules against their own tests, and against what only a whole listing shows."""

from __future__ import annotations

from datetime import date

import pytest

from rules import RuleSet

TODAY = date(2026, 11, 20)
RULES = RuleSet.load()


def fired(title: str, text: str = "") -> set[str]:
    return {match.rule for match in RULES.match({"title": title, "text": text, "elsewhere": ""}, TODAY)}


@pytest.mark.parametrize(("rule", "text"), [(rule.id, text) for rule in RULES.rules for text in rule.hit])
def test_a_rule_hits_what_it_says_it_hits(rule: str, text: str) -> None:
    """Each `hit` of a shipped rule fires that rule."""
    assert rule in fired("", text)


@pytest.mark.parametrize(("rule", "text"), [(rule.id, text) for rule in RULES.rules for text in rule.miss])
def test_a_rule_misses_what_it_says_it_misses(rule: str, text: str) -> None:
    """No `miss` of a shipped rule fires that rule."""
    assert rule not in fired("", text)


def test_what_stands_elsewhere_on_the_page_fires_nothing_alone() -> None:
    """C14: words in a sidebar are not the advert's; beside a real match they are told, at the lowest level."""
    innocent = {"title": "Oak bookcase", "text": "Five shelves", "elsewhere": "Related: elephant ivory tusk"}
    assert () == RULES.match(innocent, TODAY)
    suspect = {**innocent, "title": "Elephant ivory tusk"}
    assert {("title", "high"), ("elsewhere", "low")} == {(m.field, str(m.level)) for m in RULES.match(suspect, TODAY)}


def test_an_excuse_blanks_its_own_words_only() -> None:
    """An ivory-coloured box with real ivory in it is still a find, and the quote is the real one."""
    matches = RULES.match({"title": "Ivory-coloured box", "text": "with real ivory inlay, offers"}, TODAY)
    assert ["real ivory"] == [match.quote for match in matches]


def test_spellings_of_one_term_are_one_hit() -> None:
    """C15: Ivory, ivory and IVORY are one term."""
    matches = RULES.match({"title": "", "text": "IVORY tusk"}, TODAY)
    assert ["IVORY tusk"] == [match.quote for match in matches]


def test_a_weak_term_needs_a_signal_within_forty_words() -> None:
    """A bare mention is not an offer; neither is one whose signal stands far away."""
    assert set() == fired("", "The word ivory, alone")
    assert {"ivory-offered"} == fired("", "Some ivory, no papers")
    assert set() == fired("", "Some ivory " + "and more words " * 60 + "no papers")


def test_a_poisoned_text_is_read_all_the_same() -> None:
    """Lone surrogates, NUL and five megabytes of text end in an answer."""
    assert {"ivory-offered"} == fired("\ud83d\x00 elephant ivory tusk")
    assert {"ivory-offered"} == fired("", "oak bookcase " * 400_000 + "elephant ivory tusk")

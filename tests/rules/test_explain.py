"""An explanation names what fired, how it was read, what was excused and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from rules import RuleSet
from rules.explain import RuleReading, explain
from rules.fold import folded_term
from rules.records import Level
from rules.rule import Rule
from rules.terms import Strength, Term

TODAY = date(2026, 11, 20)


def term(written: str, strength: Strength = Strength.STRONG) -> Term:
    return Term(literal=folded_term(written), written=written, language="en", strength=strength, source="test")


RULE = Rule(
    id="ivory",
    title="Ivory",
    status="trial",
    level=Level.HIGH,
    why="",
    path=Path("ivory.yaml"),
    digest="1",
    terms=(term("elephant ivory"), term("ivory", Strength.WEAK)),
    marks=frozenset({"signal/price"}),
    excuses=(term("ivory coast", Strength.WEAK),),
    without=(term("seized", Strength.CONTEXT),),
    taxa=("Loxodonta africana",),
)


def explained(text: str, rule: Rule = RULE) -> RuleReading:
    (reading,) = explain(RuleSet([rule]), {"title": "", "text": text}, TODAY)
    return reading


def test_what_fired_how_it_was_read_and_how_the_score_came_about() -> None:
    """The original characters, the disguise in words, the parts that add up to the score."""
    (found,) = explained("old elephant 1v0ry, 40 cm").fired
    assert "elephant 1v0ry" == found.quote
    assert "read as elephant ivory after undoing digits or signs for letters" == found.reading
    assert [("strong term", 0.8), ("obfuscated", 0.1)] == list(found.parts)
    assert 0.9 == found.score


def test_what_was_excused_and_by_what() -> None:
    """The word and the innocent phrase that covers it."""
    reading = explained("Stamps of Ivory Coast")
    assert [("Ivory", "Ivory Coast")] == [(one.quote, one.excused_by) for one in reading.excused]
    assert () == reading.fired


def test_what_was_missing_for_a_rule_that_nearly_fired() -> None:
    """No signal, a word that says it is no offer, a score too low: one sentence each."""
    assert "a weak term needs a signal" in explained("some ivory here").missing[0]
    assert "no offer: seized" in explained("elephant ivory seized").missing[0]
    assert (
        "nothing of what the rule requires"
        in explained("elephant ivory", replace(RULE, require=(term("for sale", Strength.INTENT),))).missing[0]
    )
    assert "below the rule's minimum of 0.95" in explained("elephant ivory", replace(RULE, minimum=0.95)).missing[0]


def test_the_appendices_of_its_taxa_are_told() -> None:
    """From the source table, as of the day."""
    assert {"I", "II"} >= {one.appendix for one in explained("elephant ivory").appendices["Loxodonta africana"]}


def test_a_rule_with_none_of_its_words_in_the_text_is_not_mentioned() -> None:
    """Only what fired or nearly did."""
    assert () == explain(RuleSet([RULE]), {"title": "Oak bookcase", "text": "five shelves, $40"}, TODAY)


def test_a_hidden_weak_word_fires_alone() -> None:
    """Who hides an innocent word? A plain one still needs a signal."""
    assert explained("some iv0ry here").fired
    assert not explained("some ivory here").fired


def test_who_hides_a_word_is_not_believed_to_report_it() -> None:
    """A word such as "seized" silences a plain text, and no text that hides what it names."""
    assert not explained("elephant ivory seized").fired
    assert explained("elephant 1v0ry, not seized").fired

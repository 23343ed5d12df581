"""What holds whatever the text and whatever the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import RuleSet
from rules.fold import folded_term
from rules.matcher import Matcher
from rules.records import Level
from rules.rule import Rule
from rules.terms import Strength, Term

TODAY = date(2026, 11, 20)
LANGUAGES = ["en", "de", "ru", "ar", "tr", "zh-Hans", "th", "vi", "fr", "id"]
LETTERS = "ivorytuskаеоꙮ象牙犀งาช้عاجé10.* -\u200b"
WORDS = st.text(alphabet=LETTERS, min_size=2, max_size=8).filter(lambda word: bool(folded_term(word)))
PIECES = [
    "ivory",
    "1vory",
    "i v o r y",
    "elephant",
    "象 牙",
    "象牙",
    "tusк",
    "ivoory",
    "iv*ry",
    "งาช้าง",
    "عاج",
    " ",
    ", ",
    "£5",
]


def rule(name: str, words: list[tuple[str, str, Strength]]) -> Rule:
    terms = tuple(
        Term(literal=folded_term(word), written=word, language=language, strength=strength, source="test")
        for word, language, strength in words
    )
    return Rule(
        id=name,
        title=name,
        status="trial",
        level=Level.HIGH,
        why="",
        path=Path(f"{name}.yaml"),
        digest=name,
        terms=terms,
        marks=frozenset({"signal/price"}),
        accents=True,
    )


TERMS = st.lists(
    st.tuples(WORDS, st.sampled_from(LANGUAGES), st.sampled_from(list(Strength)[:2])), min_size=1, max_size=4
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(alphabet=LETTERS, max_size=12)), max_size=12).map("".join)
IVORY = [
    ("ivory", "en", Strength.STRONG),
    ("elephant ivory", "en", Strength.STRONG),
    ("象牙", "zh-Hans", Strength.WEAK),
]


@settings(max_examples=150)
@given(TEXTS, TERMS)
def test_a_rule_more_changes_no_other_rules_matches(text: str, terms: list[tuple[str, str, Strength]]) -> None:
    """What a rule finds depends on that rule and the text alone."""
    alone = RuleSet([rule("ivory", IVORY)]).match({"title": text}, TODAY)
    together = RuleSet([rule("ivory", IVORY), rule("another", terms)]).match({"title": text}, TODAY)
    assert alone == tuple(match for match in together if match.rule == "ivory")


@settings(max_examples=150)
@given(TEXTS, TEXTS, TERMS)
def test_every_match_quotes_the_original(title: str, text: str, terms: list[tuple[str, str, Strength]]) -> None:
    """A match's span cuts its quote out of the field it names, obfuscated or not."""
    fields = {"title": title, "text": text}
    for match in RuleSet([rule("any", [*IVORY, *terms])]).match(fields, TODAY):
        assert match.quote == fields[match.field][match.start : match.end]
        assert match.quote
        assert 0 <= match.score <= 1


@settings(max_examples=100)
@given(st.lists(TEXTS, max_size=6))
def test_a_text_is_read_the_same_alone_and_among_others(texts: list[str]) -> None:
    """Batches are a matter of speed only."""
    rules = RuleSet([rule("ivory", IVORY)])
    listings = [{"title": text, "text": text[::-1]} for text in texts]
    assert [rules.match(one, TODAY) for one in listings] == list(rules.match_all(listings, TODAY))


@settings(max_examples=100)
@given(st.text(alphabet=st.characters(codec=None)), st.text(alphabet=st.characters(codec=None)))
def test_any_text_is_read(before: str, after: str) -> None:
    """Lone surrogates, NUL, marks without letters: a term between them is found and quoted."""
    text = f"{before} . ivory . {after}"
    matcher = Matcher([Term(literal="ivory", written="ivory", language="en", strength=Strength.STRONG, source="test")])
    folded, hits = matcher.find(text)
    spans = [folded.original(hit.start, hit.end) for hit in hits]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert "ivory" in [text[start:end] for start, end in spans]


def test_the_first_word_of_a_text_without_title_is_read() -> None:
    """What divides title and text is part of neither."""
    rules = RuleSet([rule("ivory", IVORY)])
    for text in ("1vory", "#elephantivory", "i v o r y", "象.牙"):
        assert rules.match({"title": "", "text": text}, TODAY), text
        assert rules.match({"title": text, "text": "x"}, TODAY), text
    assert () == rules.match({"title": "elephant", "text": "tusker"}, TODAY)
    assert () == rules.match({"title": "old iv", "text": "ory beads"}, TODAY)

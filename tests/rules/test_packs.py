"""The shipped rules against their own tests, and against what only a whole listing shows."""

from __future__ import annotations

from datetime import date

import pytest

from rules import Rule, RuleSet

TODAY = date(2026, 11, 20)
RULES = RuleSet.load()
SECRET = "No papers, DM me \N{TOOTH}"


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


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_rule_is_tested_in_each_of_its_languages(rule: Rule) -> None:
    """A hit and a miss for every language in which the rule looks for anything."""
    languages = {term.language for term in rule.terms}
    assert set() == languages - rule.hit_by_language.keys()
    assert set() == languages - rule.miss_by_language.keys()


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (set(), "Acipenser brevirostrum"),
        ({"cites-ii-species-offered", "live-tortoise-offered"}, "Pair of Furcifer pardalis, 200 €"),
        (set(), "The genus Furcifer lives on Madagascar"),
        ({"china-ii-species-offered"}, "白腹锦鸡 一对 800元"),
        (set(), "白腹锦鸡 生活在山里"),
        ({"emoji-offer"}, "\N{OTTER}\N{TOOTH} 200 €"),
        (set(), "\N{OTTER}\N{TOOTH}"),
        ({"emoji-offer"}, "\N{OTTER} 200 €"),
        (set(), "\N{OTTER} mug, 12 €"),
        (set(), "\N{OTTER}\N{TOOTH} plush toy, 12 €"),
        (set(), "白料 石材 50元"),
        ({"coded-offer", "emoji-offer"}, "白料 \N{ELEPHANT} 50元"),
    ],
)
def test_names_code_words_and_picture_signs_never_fire_alone(expected: set[str], text: str) -> None:
    """A name needs an offer, a code word a second hint, and a picture sign both a part and an offer."""
    assert expected == fired("", text)


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


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_every_term_fires_its_rule(rule: Rule) -> None:
    """Beside signals each term of each list counts: no edge, inflection or excuse silences one for good."""
    listings = [{"title": f"{term.written} $50", "text": SECRET} for term in rule.terms]
    found = RULES.match_all(listings, TODAY)
    silent = [
        term.written
        for term, matches in zip(rule.terms, found, strict=True)
        if all(match.rule != rule.id for match in matches)
    ]
    assert [] == silent


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (set(), "Parrot cage, macaw cage, 90 €"),
        (set(), "Cage for macaws, 90 €"),
        (set(), "Plush macaw for sale"),
        (set(), "Peluche de mono tití, 10 €"),
        (set(), "Ivory curtains, 25 €"),
        (set(), "Cortinas marfim, R$ 80"),
        ({"live-parrot-offered"}, "Macaw, with cage, 900 €"),
        ({"live-parrot-offered"}, "Macaw for sale cage included"),
        (set(), "قفص الببغاء 200 ريال"),
        ({"live-parrot-offered"}, "Cage for macaw, 90 €. Also a tame macaw, 900 €"),
        ({"ivory-offered"}, "Elephant ivory lamp"),
        ({"ivory-offered"}, "Ivory curtains and an ivory box, no papers"),
    ],
)
def test_what_stands_beside_a_term_excuses_that_one_only(expected: set[str], text: str) -> None:
    """A cage, a toy or a curtain right beside a term excuses it there, and no other place of the text."""
    assert expected == fired("", text)


@pytest.mark.parametrize(
    "price",
    [
        "$50",
        "50 €",
        "50 euro",
        "USD 50",
        "50 usd",
        "Rp 500.000",
        "500 ribu",
        "RM 50",
        "5000 руб",
        "800 บาท",
        "5万円",
        "300元",
        "NT$300",
        "8 triệu",
        "500 ريال",
    ],
)
def test_a_price_is_a_signal(price: str) -> None:
    """Currency signs, codes and words beside digits, on the side where their countries write them."""
    assert {"ivory-offered"} == fired("", f"ivory, {price}")


@pytest.mark.parametrize("text", ["size 50", "50 cm", "eurostar 50", "50 pounding waves", "5 eurosport"])
def test_not_every_number_is_a_price(text: str) -> None:
    """Sizes and words that begin like a currency are no signal."""
    assert set() == fired("", f"ivory, {text}")


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

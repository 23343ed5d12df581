"""Where a word begins and ends, script by script; and offsets that always cut the original."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fold import fold, folded_term
from rules.matcher import Matcher
from rules.terms import Strength, Term

TODAY = date(2026, 11, 20)


def term(written: str, language: str = "en") -> Term:
    return Term(
        literal=folded_term(written), written=written, language=language, strength=Strength.STRONG, source="test"
    )


def quotes(written: str, language: str, text: str) -> list[str]:
    folded, hits = Matcher([term(written, language)]).find(text)
    spans = [folded.original(hit.start, hit.end) for hit in hits]
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("expected", "written", "language", "text"),
    [
        (["象牙"], "象牙", "zh-Hans", "象牙1件"),
        (["象牙"], "象牙", "zh-Hans", "出售象牙制品"),
        (["象牙"], "象牙", "zh-Hans", "A货象牙"),
        (["ivory"], "ivory", "en", "old ivory, carved"),
        (["IVORY"], "ivory", "en", "IVORY"),
        (["ivory"], "ivory", "en", "象牙ivory手串"),
        ([], "ivory", "en", "Ivoryton"),
        ([], "cites", "en", "she recites"),
        ([], "tusk", "en", "Tuskegee"),
        ([], "rhino", "en", "rhinoplasty"),
        (["tusk"], "tusk", "en", "two tusks"),
        ([], "zahn", "de", "Stoßzahn"),
        (["Elfenbein"], "elfenbein", "de", "Elfenbeinfigur"),
        (["слоновой кости"], "слоновая кость", "ru", "из слоновой кости"),
        (["бивня слона"], "бивень слона", "ru", "два бивня слона"),
        ([], "кот", "ru", "котлета"),
        (["عاج"], "عاج", "ar", "العاج"),
        ([], "عاج", "ar", "عاجل"),
        ([], "عاج", "ar", "علاج"),
        (["เสือ"], "เสือ", "th", "หนังเสือแท้"),
        ([], "เสือ", "th", "เสื้อ"),
        (["ngà voi"], "ngà voi", "vi", "vòng ngà voi thật"),
        ([], "ngà voi", "vi", "nga voi"),
        (["ivo\u200bry"], "ivory", "en", "ivo\u200bry beads"),
        (["ﬁne"], "fine", "en", "ﬁne"),
        (["犀牛⾓"], "犀牛角", "zh-Hans", "犀牛⾓ 老"),
        (["ｿﾞｳｹﾞ"], "ゾウゲ", "ja", "本ｿﾞｳｹﾞ"),
        (["elephant \n ivory"], "elephant ivory", "en", "old elephant \n ivory"),
        (["rhino-horn"], "rhino horn", "en", "rhino-horn cup"),
        (["d’éléphant"], "d'éléphant", "fr", "défense d’éléphant"),
        (["FİLDİŞİ"], "fildişi", "tr", "FİLDİŞİ kolye"),
        (["fildişinden"[:7]], "fildişi", "tr", "fildişinden kolye"),
        (["kaplan"], "kaplan", "tr", "kaplanların derisi"),
        ([], "kaplan", "tr", "kaplanmış yüzük"),
        (["слоновую кость"], "слоновая кость", "ru", "куплю слоновую кость"),
        (["среднеазиатские черепахи"], "среднеазиатская черепаха", "ru", "среднеазиатские черепахи, две"),
        (["черепах"], "черепаха", "ru", "пять черепах"),
        (["tortues d'Hermann"], "tortue d'hermann", "fr", "deux tortues d'Hermann"),
        (["colmillos de jaguar"], "colmillo de jaguar", "es", "dos colmillos de jaguar"),
        (["halcones"], "halcón", "es", "vendo halcones"),
        (["presas de elefante"], "presa de elefante", "pt", "duas presas de elefante"),
        (["testuggini"], "testuggine", "it", "cinque testuggini"),
        (["عاج الفيل"], "عاج فيل", "ar", "من عاج الفيل"),
        (["عـاج"], "عاج", "ar", "سبحة عـاج"),
        (["🦏"], "🦏", "en", "🐘🐘 🦏 ivory"),
    ],
)
def test_words_are_found_whole(expected: list[str], written: str, language: str, text: str) -> None:
    """C01, C03, C05, C09, C10, C12: what is found is a word of its own, and the quote is the original's."""
    assert expected == quotes(written, language, text)


def test_a_longer_casefold_shifts_nothing() -> None:
    """C05: fifty letters before the hit that fold to two each, and fifty that fold to one."""
    text = "ẞ" * 50 + "İ" * 50 + " fildişi kolye"
    assert ["fildişi"] == quotes("fildişi", "tr", text)


def test_decomposed_letters_meet_composed_terms() -> None:
    """C03: a page in NFD and a term in NFC."""
    assert ["nga\u0300 voi"] == quotes("ngà voi", "vi", "vòng nga\u0300 voi")


def test_a_snippet_after_emoji_is_exact() -> None:
    """C06: offsets count code points."""
    assert ["ivory"] == quotes("ivory", "en", "🐘🐘 ivory")


@given(st.text(), st.text())
def test_spans_cut_the_original(before: str, after: str) -> None:
    """Whatever stands around a term, a span that is found quotes it as it was written."""
    text = f"{before} ivory {after}"
    found = quotes("ivory", "en", text)
    assert found
    assert {"ivory"} == {fold(quote).text for quote in found}


@given(st.text(alphabet=st.characters(codec=None)))
def test_folding_never_raises(text: str) -> None:
    """Any string can be folded, lone surrogates included, and offsets stay inside it."""
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.original(place, place + 1)
        assert 0 <= start < end <= len(text)

"""Words that somebody hid are read, each in several ways of hiding; and what only looks so is left alone."""

from __future__ import annotations

import pytest

from rules.fold import folded_term
from rules.lexicon import HIDDEN
from rules.matcher import Matcher
from rules.terms import Strength, Term
from rules.views import View, undone, view_of

TERMS = [
    ("ivory", "en"),
    ("elephant ivory", "en"),
    ("tusk", "en"),
    ("rhino horn", "en"),
    ("coral", "en"),
    ("pangolin scale", "en"),
    ("слоновая кость", "ru"),
    ("бивень", "ru"),
    ("象牙", "zh-Hans"),
    ("犀牛角", "zh-Hans"),
    ("龟甲", "zh-Hans"),
    ("งาช้าง", "th"),
    ("marfil", "es"),
    ("sisik trenggiling", "id"),
    ("عاج", "ar"),
    ("پوست پلنگ", "fa"),
    ("ngà voi", "vi"),
    ("elfenbein", "de"),
    ("fildişi", "tr"),
    ("ivoire", "fr"),
    ("べっ甲", "ja"),
    ("हाथी दांत", "hi"),
]


def term(written: str, language: str) -> Term:
    return Term(
        literal=folded_term(written), written=written, language=language, strength=Strength.STRONG, source="test"
    )


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([term(*one) for one in TERMS])


def read(matcher: Matcher, text: str) -> list[tuple[str, str, View]]:
    """Term, quote and view of each hit that no longer one covers."""
    folded, hits = matcher.find(text)
    longest = [
        hit
        for hit in hits
        if not any(
            one.start <= hit.start and hit.end <= one.end and len(one.term.literal) > len(hit.term.literal)
            for one in hits
        )
    ]
    quotes = [(hit, text[slice(*folded.original(hit.start, hit.end))]) for hit in longest]
    return list(dict.fromkeys((hit.term.written, quote, view_of(hit, quote)) for hit, quote in quotes))


OBFUSCATED = [
    ("ivory", "1vory"),
    ("ivory", "1v0ry"),
    ("ivory", "!vory"),
    ("ivory", "iv0ry"),
    ("tusk", "tu5k"),
    ("marfil", "m4rf1l"),
    ("sisik trenggiling", "S1s1k tr3nggiling"),
    ("ngà voi", "ng4 v0i"),
    ("elephant ivory", "3lephant 1v0ry"),
    ("elephant ivory", "elephant 1vory"),
    ("rhino horn", "rh1no-h0rn"),
    ("pangolin scale", "pang0lin scales"),
    ("слоновая кость", "слон0вая кость"),
    ("бивень", "6ивень"),
    ("ivory", "ivоry"),
    ("tusk", "tusк"),
    ("слоновая кость", "cлoнoвaя кость"),
    ("ivory", "ɪᴠᴏʀʏ"),
    ("ivory", "🅘🅥🅞🅡🅨"),
    ("ivory", "🇮🇻🇴🇷🇾"),
    ("ivory", "ívöry"),
    ("ivory", "i\u0336v\u0336o\u0336r\u0336y\u0336"),
    ("ivory", "iv\u200bory"),
    ("象牙", "象\u200b牙"),
    ("ivory", "i v o r y"),
    ("elephant ivory", "e l e p h a n t i v o r y"),
    ("ivory", "i.v.o.r.y"),
    ("ivory", "i-v-o-r-y"),
    ("ivory", "i/v/o/r/y"),
    ("ivory", "iv.ory"),
    ("ivory", "iv*ory"),
    ("elephant ivory", "elephant iv🐘ory"),
    ("ivory", "iv*ry"),
    ("ivory", "i**ry"),
    ("ivory", "ivor*"),
    ("ivory", "ivvory"),
    ("ivory", "ivoryyy"),
    ("ivory", "iivvoorryy"),
    ("elephant ivory", "#elephantivory"),
    ("象牙", "象.牙"),
    ("象牙", "象🐘牙"),
    ("犀牛角", "犀 牛 角"),
    ("べっ甲", "べ っ 甲"),
    ("งาช้าง", "ง า ช้ า ง"),
    ("عاج", "ع ا ج"),
    ("ivoire", "i.v.o.i.r.e"),
    ("fildişi", "f1ldişi"),
    ("elfenbein", "Elfenbe1n"),
]


@pytest.mark.parametrize(("expected", "text"), OBFUSCATED)
def test_a_hidden_word_is_read_and_marked(matcher: Matcher, expected: str, text: str) -> None:
    """Alone and in a sentence: the term, exactly the characters that hide it, and that it was hidden."""
    quote = text.removeprefix("#").removesuffix("s") if text.endswith("scales") else text.removeprefix("#")
    assert [(expected, quote, View.OBFUSCATED)] == read(matcher, text)
    assert (expected, quote, View.OBFUSCATED) in read(matcher, f"Old piece: {text}, 40 cm. Ask me")


@pytest.mark.parametrize(
    ("expected", "text", "view"),
    [
        ("ivory", "IVORY", View.PLAIN),
        ("ivory", "ｉｖｏｒｙ", View.PLAIN),
        ("ivory", "𝓲𝓿𝓸𝓻𝔂", View.PLAIN),
        ("ivory", "I V O R Y", View.SPACED),
        ("elephant ivory", "ELEPHANT\n  IVORY", View.PLAIN),
        ("ivory", "ivo\u00adry", View.PLAIN),
        ("pangolin scale", "pango-lin scale", View.SPACED),
        ("龟甲", "龜甲", View.CHINESE),
        ("龟甲", "亀甲", View.CHINESE),
        ("龟甲", "龟甲", View.PLAIN),
        ("عاج", "عَاجٌ", View.ARABIC),
        ("عاج", "عـــاج", View.ARABIC),
        ("پوست پلنگ", "پوست\u200cپلنگ", View.PLAIN),
        ("پوست پلنگ", "پوست پلنگ", View.PLAIN),
        ("हाथी दांत", "हाथी दाँत", View.PLAIN),
    ],
)
def test_what_people_write_without_hiding(matcher: Matcher, expected: str, text: str, view: View) -> None:
    """Headings, hyphenation, other forms of characters, Persian joiners: read, and not marked as hidden."""
    assert [(expected, text, view)] == [one for one in read(matcher, f"出售 {text} 现货") if one[0] == expected]


@pytest.mark.parametrize(
    "text",
    [
        "iPhone 12 64GB, 100ml, 12x14 cm, and/or www.site.com e.g. 3.5 mm",
        "S A L E  N O W",
        "Ivoryton, Tuskegee, corralled, recital",
        "大象。牙齿",
        "обычный русский текст про кошек",
        "h3llo w0rld, l33t sp34k",
        "rhinoplasty 4 horns",
        "a b c d e f g",
        "1 2 3 4 5 6",
        "c.o.r.e. v.i.p. u.s.a.",
        "Marfa, marvel, marfyl",
        "ครับ ง า น",
    ],
)
def test_ordinary_text_is_left_alone(matcher: Matcher, text: str) -> None:
    """Codes, sizes, abbreviations, addresses and words that merely resemble a term are none."""
    assert [] == read(matcher, text)


def test_one_space_between_characters_is_no_disguise(matcher: Matcher) -> None:
    """Chinese titles are full of spaces; with one on either side as well, somebody spaced the word itself."""
    assert [("象牙", "象 牙", View.SPACED)] == read(matcher, "老象 牙手串")
    assert [("象牙", "象 牙", View.OBFUSCATED)] == read(matcher, "老 象 牙 手串")


@pytest.mark.parametrize("text", ["corral", "ivory coast".replace("ivory", "ivoory"), "大象 牙刷", "cor al reef"])
def test_a_doubtful_reading_says_so(matcher: Matcher, text: str) -> None:
    """One letter twice, one space: it may be chance, so such a hit never is a strong term."""
    _, hits = matcher.find(text)
    assert {False} <= {hit.sure for hit in hits} or not hits
    assert all(not hit.sure for hit in hits)


def test_hidden_characters_are_named(matcher: Matcher) -> None:
    """What was undone can be told in words."""
    text = "iv\u200bory"
    folded, (hit,) = matcher.find(text)
    assert frozenset({HIDDEN}) == undone(hit, text[slice(*folded.original(hit.start, hit.end))])


def test_without_accents_only_where_a_rule_allows() -> None:
    """C03: "nga voi" is "ngà voi" for a rule that says so, one syllable alone never, and d is đ only then."""
    strict = Matcher([term("ngà voi", "vi"), term("đồi mồi", "vi")])
    assert [] == strict.find("nga voi, doi moi")[1]
    terms = [term("ngà voi", "vi"), term("đồi mồi", "vi"), term("ngà", "vi"), term("écaille", "fr")]
    lax = Matcher(terms, frozenset(terms))
    hits = lax.find("nga voi, doi moi, nga, ecaille")[1]
    assert ["ngà voi", "đồi mồi", "écaille"] == [hit.term.written for hit in hits]
    assert {False} == {hit.accents for hit in hits}
    assert {View.ACCENT_FREE} == {view_of(hit, hit.term.literal) for hit in hits}


@pytest.mark.parametrize(
    ("simplified", "other"),
    [
        ("龟甲", "龜甲"),
        ("犀牛角", "犀牛角"),
        ("象牙制品", "象牙製品"),
        ("鹦鹉", "鸚鵡"),
        ("后母", "後母"),
        ("台湾", "臺灣"),
        ("着色", "著色"),
        ("麝香", "麝香"),
    ],
)
def test_chinese_of_all_regions_is_one(simplified: str, other: str) -> None:
    """C08: a rule in one script hits the other, whichever it is written in, and quotes what stands there."""
    for written, text in ((simplified, other), (other, simplified)):
        folded, (hit,) = Matcher([term(written, "zh-Hans")]).find(f"出售{text}一件")
        assert text == f"出售{text}一件"[slice(*folded.original(hit.start, hit.end))]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ([("tiger skin", "🐅 skin")], "old 🐅 skin rug"),
        ([("tiger skin", "🐯 skin")], "🐯 skin"),
        ([("piel de tigre", "piel de 🐯")], "piel de 🐯 grande"),
        ([("หนังเสือ", "หนัง🐯")], "หนัง🐯 แท้"),
        ([("カメの甲羅", "🐢の甲羅")], "🐢の甲羅 丸ごと"),
        ([("elephant tooth", "🐘🦷")], "🐘🦷 pendant"),
        ([], "🐘 skin, 🐅 plush, 🐯"),
    ],
)
def test_a_picture_stands_for_its_name(expected: list[tuple[str, str]], text: str) -> None:
    """Where the rest of a term stands beside it, in the language of that term."""
    written = [
        ("tiger skin", "en"),
        ("piel de tigre", "es"),
        ("หนังเสือ", "th"),
        ("カメの甲羅", "ja"),
        ("elephant tooth", "en"),
    ]
    assert expected == [one[:2] for one in read(Matcher([term(*one) for one in written]), text)]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("lepoard skin", "old lepoard skin, 2 m"),
        ("elephnat tusk", "elephnat tusk"),
        ("elephat tusk", "elephat tusk"),
    ],
)
def test_a_slip_of_the_pen_is_read_and_not_called_hiding(expected: str, text: str) -> None:
    """Two letters exchanged, or one left out, in a word of a phrase; alone it would leave doubt."""
    found = read(Matcher([term("leopard skin", "en"), term("elephant tusk", "en")]), text)
    assert [(expected, View.MISSPELT)] == [one[1:] for one in found]


@pytest.mark.parametrize(
    ("expected", "written", "language", "text"),
    [
        ("é.c.a.i.l.l.e de t-o-r-t-u-e", "écaille de tortue", "fr", "é.c.a.i.l.l.e de t-o-r-t-u-e véritable"),
        ("बा.घ की खा.ल", "बाघ की खाल", "hi", "बा.घ की खा.ल, दो"),
        ("عا ج فی ل", "عاج فیل", "fa", "عا ج فی ل اصل"),
        ("ele phant iv ory", "elephant ivory", "en", "ele phant iv ory"),
        ("N y a v u za ndege", "nyavu za ndege", "sw", "N y a v u za ndege"),
        ("ṃẹịx̣ạ̃ọ vivo", "meixão vivo", "pt", "ṃẹịx̣ạ̃ọ vivo, 1 kg"),
    ],
)
def test_several_hidden_words_of_a_phrase(expected: str, written: str, language: str, text: str) -> None:
    """Each word in another way."""
    assert [expected] == [one[1] for one in read(Matcher([term(written, language)]), text)]


@pytest.mark.parametrize(
    ("written", "language", "text"), [("ноги", "ru", "horn"), ("800", "en", "boo"), ("khong", "vi", "không")]
)
def test_a_word_of_one_alphabet_is_no_word_of_another(written: str, language: str, text: str) -> None:
    """Nor a number, nor another tone."""
    assert [] == read(Matcher([term(written, language)]), text)


def test_inverted_russian_is_one_term() -> None:
    """An adjective may follow its noun, both in their cases."""
    assert ["лапы медвежьи"] == [one[1] for one in read(Matcher([term("медвежья лапа", "ru")]), "лапы медвежьи")]

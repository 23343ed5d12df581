"""The languages of a site and its currency, from what its pages declare and from their words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.prices import read_price
from crawler.scaffold.opened import Opened
from crawler.scaffold.proposal import Confidence, Part, missing

TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
BY_SCRIPT = {"THAI": "th", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "HEBREW": "he", "GREEK": "el"}
BY_SCRIPT |= {"DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "MYANMAR": "my", "KHMER": "km", "LAO": "lo"}
SCRIPT_OF_TAG = {
    "CYRILLIC": frozenset(["ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"]),
    "ARABIC": frozenset(["ar", "fa", "ur", "ps", "ku", "ckb", "sd", "ug"]),
    "CJK": frozenset(["zh", "ja", "ko", "yue"]),
    "HIRAGANA": frozenset(("ja",)),
    "KATAKANA": frozenset(("ja",)),
    "HANGUL": frozenset(("ko",)),
    "THAI": frozenset(("th",)),
    "HEBREW": frozenset(("he", "yi")),
    "GREEK": frozenset(("el",)),
}
COMMON = {
    "en": "the and of for with you this that from have not are was your will",
    "de": "und der die das mit für ist nicht von auf ein eine auch sich zu",
    "fr": "les des une est pour dans avec pas sur vous que par plus nous aux",
    "es": "los las una para con por del que más como está pero este muy sin",
    "pt": "não uma para com dos das mais por como você são está muito seu ao",
    "it": "che per con non una sono della del gli alla più anche questo nel",
    "nl": "het een van voor met niet zijn dat ook aan bij naar nog deze wordt",
    "pl": "nie się jest dla oraz przez jak czy tak ale może tylko już być na",
    "cs": "není jsou pro jako také nebo které jsem ale při podle více byl jen",
    "sv": "och att det som för med inte på är har kan till den ett från",
    "da": "og det ikke til med for som har jeg der kan på fra også",
    "fi": "ja on ei se että mutta kun myös joka ovat tai olla niin voi",
    "hu": "és hogy nem egy van ez meg csak már vagy még kell volt",
    "ro": "și este pentru din care sunt mai nu cu pe fost după sau",
    "tr": "ve bir için bu ile olarak çok daha olan gibi değil var ne",
    "id": "yang dan untuk dengan ini dari tidak ada saya bisa pada akan juga",
    "ms": "yang dan untuk dengan ini dari tidak saya boleh pada akan juga awak",
    "vi": "và của là có không được cho các một những người trong khi này với",
    "et": "ja on ei see kui või mis oma ka aga et pole müüa üürile",
    "lv": "un ir nav par kas ar vai no uz tas lai ļoti pārdod",
    "lt": "ir yra kad ne su iš tai bet kaip apie parduodu",
    "ru": "и в не на что это как для по из есть но или все",
    "uk": "і в не на що це як для та до є але або від її",
    "bg": "и в не на че това за от се да са как но или има",
    "fa": "و در به از که این را با است برای آن یک می تا های",
    "ar": "في من على أن إلى عن هذا التي مع ما لا هذه كان",
}
WORDS = {language: frozenset(words.split()) for language, words in COMMON.items()}
BY_DOMAIN = {"au": "AUD", "ca": "CAD", "nz": "NZD", "mx": "MXN", "hk": "HKD", "sg": "SGD", "tw": "TWD", "cl": "CLP"}
BY_DOMAIN |= {"co": "COP", "ar": "ARS", "us": "USD", "se": "SEK", "no": "NOK", "dk": "DKK", "is": "ISK", "cn": "CNY"}
BY_DOMAIN |= {"jp": "JPY", "in": "INR", "pk": "PKR", "lk": "LKR", "za": "ZAR"}
NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](?:19|20)?\d\d(?!\d)")
MIN_LETTERS = 40


def languages_of(pages: Sequence[Opened]) -> Part:
    """Return the languages that the pages declare, where their letters bear it out; else a guess from their words."""
    declared = _declared(pages)
    text = "\n".join(page.plain[:20_000] for page in pages)
    scripts = _scripts(text)
    guess = _by_words(text, scripts)
    for tag, how in declared:
        fits = _fits(tag, scripts)
        if fits and (guess is None or guess == tag.split("-")[0] or len(WORDS.get(tag.split("-")[0], ())) == 0):
            return Part(value=[tag], how=how, confidence=Confidence.SURE)
        if fits:
            return Part(value=[tag], how=f"{how}, though its words look like {guess}", confidence=Confidence.GUESS)
    if guess:
        return Part(
            value=[_with_script(guess, text)], how="the letters and commonest words", confidence=Confidence.LIKELY
        )
    if declared:
        return Part(value=[declared[0][0]], how=declared[0][1], confidence=Confidence.GUESS)
    return missing("the pages declare no language and hold too few words to tell: write the languages of the listings")


def _declared(pages: Sequence[Opened]) -> list[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for page in pages:
        root = page.tree.root
        for value, how in (
            (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "the lang of the pages"),
            (page.meta("og:locale"), "the og:locale of the pages"),
            (page.meta("content-language", "language"), "the content-language of the pages"),
        ):
            tag = normal(value)
            if tag:
                found[tag, how] += 1
                break
    return [key for key, _ in found.most_common()]


def normal(value: str) -> str:
    """Return a language tag as sites here write it: the language alone, for Chinese with its script; "" if none."""
    found = TAG.match(value.strip())
    if not found:
        return ""
    parts = re.split(r"[-_]", found[0].lower())
    if parts[0] != "zh":
        return parts[0]
    return "zh-Hant" if {"tw", "hk", "mo", "hant"} & set(parts[1:]) else "zh-Hans"


def _scripts(text: str) -> Counter[str]:
    letters = [char for char in text if char.isalpha()]
    step = max(1, len(letters) // 4000)
    return Counter(unicodedata.name(char, "?").split()[0] for char in letters[::step])


def _fits(tag: str, scripts: Counter[str]) -> bool:
    total = sum(scripts.values())
    if total < MIN_LETTERS:
        return True
    main, count = max(scripts.items(), key=lambda item: item[1])
    if main == "LATIN":
        other = next((known for known in SCRIPT_OF_TAG.values() if tag.split("-")[0] in known), None)
        return other is None or total - count > 0.1 * total
    known = SCRIPT_OF_TAG.get(main)
    return known is None or tag.split("-")[0] in known or count < 0.6 * total


def _by_words(text: str, scripts: Counter[str]) -> str | None:
    total = sum(scripts.values())
    for script, language in BY_SCRIPT.items():
        if scripts[script] > max(9, (0.05 if language == "ja" else 0.3) * total):
            return language
    if total < MIN_LETTERS:
        return None
    if scripts["CJK"] > 0.3 * total:
        return "zh"
    if scripts["CYRILLIC"] > 0.5 * total and any(map(text.count, "їієґ")) != any(map(text.count, "ыэё")):
        return "ru" if any(map(text.count, "ыэё")) else "uk"
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    own = next((known for script, known in SCRIPT_OF_TAG.items() if scripts[script] > 0.5 * total), None)
    fit = {language: known for language, known in WORDS.items() if own is None or language in own}
    hits = {language: sum(words[word] for word in known) for language, known in fit.items()}
    if len(hits) < 2:
        return None
    ranked = sorted(hits, key=lambda language: -hits[language])
    first, second = hits[ranked[0]], hits[ranked[1]]
    return ranked[0] if first >= (4 if own else 8) and first > 1.3 * second else None


def _with_script(language: str, text: str) -> str:
    if language != "zh":
        return language
    return "zh-Hant" if sum(map(text.count, "們這個來時說為國會對發過還後沒麼")) > 5 else "zh-Hans"


def date_order_of(raws: Sequence[str]) -> Part:
    """Return in which order numeric dates put day and month, where a day past the twelfth shows it."""
    found = [match for raw in raws if (match := NUMERIC_DATE.search(raw))]
    if not found:
        return missing("no date is written in numbers alone")
    orders = {"DMY" if int(match[1]) > 12 else "MDY" for match in found if (int(match[1]) > 12) != (int(match[2]) > 12)}
    if len(orders) == 1:
        return Part(value=orders.pop(), how="a day past the twelfth among the dates", confidence=Confidence.LIKELY)
    return missing("no date on the pages tells day from month: write DMY or MDY if you know the site's custom")


def currency_of(url: str, raws: Sequence[str], structured: Sequence[str]) -> Part:
    """Return the currency of a site from its structured data, or from the signs that its prices carry."""
    said = {one.strip().upper() for one in structured if re.fullmatch(r"[A-Za-z]{3}", one.strip())}
    if len(said) == 1:
        return Part(value=said.pop(), how="structured data", confidence=Confidence.SURE)
    read = [read_price(raw) for raw in raws]
    signs = {price.currency for price in read if price.currency}
    dollars = any(re.search(r"(?<![A-Za-z])\$", raw) for raw in raws)
    domain = (urlsplit(url).hostname or "").rsplit(".", 1)[-1]
    if dollars and signs <= {"USD"}:
        hint = BY_DOMAIN.get(domain)
        how = f"prices with $, on a .{domain} address" if hint else "prices with $, which may be another dollar"
        return Part(value=hint or "USD", how=how, confidence=Confidence.LIKELY if hint else Confidence.GUESS)
    if len(signs) == 1:
        return Part(value=signs.pop(), how="the sign that the prices carry", confidence=Confidence.SURE)
    hint = BY_DOMAIN.get(domain)
    if hint and any(price.ambiguous for price in read):
        return Part(
            value=hint, how=f"a sign of several currencies, on a .{domain} address", confidence=Confidence.LIKELY
        )
    return missing("no price carries a sign that is of one currency")

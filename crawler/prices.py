"""Prices as adverts write them: the raw string is always kept, and what can be read in two ways is never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from storage.records import Price

NUMBER = re.compile(r"\d(?:[\d.,'’٫٬]|[ \u00a0\u202f](?=\d{3}(?!\d)))*")
UNITS = (
    "l|lt|ltr|litres?|liters?|ml|cl|kg|kgs|kilos?|g|gr|gm|gramm?e?s?|mg|oz|lbs?|mm|cm|(?-i:m)|km|in|inch|inches|ft|pcs?|pieces?"
    "|stk|stück|uds|x|gb|mb|v|w|kw|hp|°c?|years?|yrs?|克|公斤|千克|斤|厘米|毫米|升|寸|码|个|件|只|枚|颗|กก|กรัม|ซม"
)
UNIT = re.compile(rf"\s*(?:{UNITS})(?![\w])|\s*[%″\"]", re.IGNORECASE)
ZERO_DECIMALS = frozenset({"IDR", "VND", "KRW", "JPY", "CLP", "PYG", "ISK", "UGX", "XAF", "XOF", "LAK", "MMK", "COP"})
POINT_CURRENCIES_WORDS = "USD GBP CNY HKD TWD THB INR MYR SGD PHP AUD NZD KES NGN JPY KRW MXN ILS"
POINT_CURRENCIES = frozenset(POINT_CURRENCIES_WORDS.split())
COMMA_CURRENCIES_WORDS = "IDR VND BRL TRY RUB UAH PLN CZK DKK SEK NOK ISK RON HUF ARS CLP COP"
COMMA_CURRENCIES = frozenset(COMMA_CURRENCIES_WORDS.split())
POINT_LANGUAGES_WORDS = "en zh ja ko th ms hi he tl sw"
POINT_LANGUAGES = frozenset(POINT_LANGUAGES_WORDS.split())
COMMA_LANGUAGES_WORDS = "id vi de fr es pt it nl ru tr uk pl cs da sv nb no fi ro hu el"
COMMA_LANGUAGES = frozenset(COMMA_LANGUAGES_WORDS.split())
SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "₫": "VND",
    "đ": "VND",
    "Đ": "VND",
    "฿": "THB",
    "บาท": "THB",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "руб": "RUB",
    "руб.": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "грн": "UAH",
    "₱": "PHP",
    "₦": "NGN",
    "₪": "ILS",
    "Rp": "IDR",
    "R$": "BRL",
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "AU$": "AUD",
    "A$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "S$": "SGD",
    "MX$": "MXN",
    "RM": "MYR",
    "zł": "PLN",
    "Kč": "CZK",
    "元": "CNY",
    "円": "JPY",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "euro": "EUR",
    "eur": "EUR",
    "TL": "TRY",
    "Ft": "HUF",
}
SHARED = {
    "$": ("USD", frozenset(["USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP"])),
    "¥": (None, frozenset({"CNY", "JPY"})),
    "￥": (None, frozenset({"CNY", "JPY"})),
    "kr": (None, frozenset({"SEK", "NOK", "DKK", "ISK"})),
    "kr.": (None, frozenset({"SEK", "NOK", "DKK", "ISK"})),
    "Rs": (None, frozenset({"INR", "PKR", "LKR", "NPR"})),
    "R": (None, frozenset({"ZAR"})),
    "K": (None, frozenset({"ZMW", "MMK", "PGK"})),
    "L": (None, frozenset({"HNL"})),
    "P": (None, frozenset({"BWP", "PHP"})),
    "Q": (None, frozenset({"GTQ"})),
}
"""Symbols of several currencies: what one means without a hint (None: not known), and what a hint may make of it."""
BY_LANGUAGE = {"¥": {"zh": "CNY", "ja": "JPY"}, "￥": {"zh": "CNY", "ja": "JPY"}, "kr": {"sv": "SEK", "da": "DKK"}}
TIMES = {
    10**3: ("k", "rb", "ribu", "nghìn", "ngàn", "nghin", "тыс", "тыс.", "พัน", "千"),
    10**4: ("万", "萬", "หมื่น"),
    10**5: ("แสน", "lakh"),
    10**6: ("jt", "juta", "tr", "triệu", "trieu", "млн", "mio", "million", "milyon", "ล้าน", "百万"),
    10**8: ("亿", "億"),
}
MAGNITUDE = {word: times for times, words in TIMES.items() for word in words}
AFTER = re.compile(r"\s*(?P<word>[^\W\d_]+\.?)")
OPEN_MAGNITUDE = frozenset({"m", "mil", "bin", "mn", "b"})
LETTER_CODE = re.compile(r"(?<![A-Za-z])([A-Z])(?=\s?\d)|(?<=\d)\s?([A-Z])(?![A-Za-z])")


def read_price(
    raw: str,
    *,
    currency: str | None = None,
    languages: Sequence[str] = (),
    machine: bool = False,
    candidates: Sequence[str] = (),
) -> Price:
    """Read the first price in a text. `currency` (ISO 4217) and `languages` are those of the site.

    The amount is None when there is no number, when it counts something else (61 L), or when it can be read in two
    ways that differ a thousandfold; then `ambiguous` is True and `candidates` begins with both readings.
    `machine` says that the number stood in structured data, where a point is a decimal point.
    """
    text = _plain_digits(raw)
    number = _price_number(text)
    symbol_says, unsure = _currency(text, currency, languages)
    rest = tuple(candidates)
    if number is None:
        return Price(raw=raw, currency=symbol_says if _has_symbol(text) else None, candidates=rest)
    written = number[0].rstrip(".,'’ ")
    times, times_unsure = _magnitude(text[number.end() :])
    readings = _readings(written, symbol_says or currency, languages, machine=machine)
    readings = [reading * times for reading in readings]
    ambiguous = len(readings) != 1 or times_unsure
    return Price(
        raw=raw,
        amount=None if ambiguous else readings[0],
        currency=symbol_says,
        ambiguous=ambiguous or unsure,
        candidates=(*(f"{reading:f}" for reading in readings if ambiguous), *rest),
    )


def price_line(text: str, *, currency: str | None = None, languages: Sequence[str] = ()) -> Price | None:
    """Return the price that stands on a line of its own, with its currency written, in the text of a post."""
    for line in text.splitlines():
        plain = _plain_digits(line)
        if len(line) <= 40 and any(char.isdigit() for char in plain) and _has_symbol(plain):
            number = _price_number(plain)
            around = (plain[: number.start()] + plain[number.end() :]) if number else "x" * 9
            if len(re.sub(r"[\W\d_]", "", around)) <= 4:
                return read_price(line.strip(), currency=currency, languages=languages)
    return None


def _plain_digits(text: str) -> str:
    """Return the text with digits of every script as ASCII ones, full-width signs too."""
    folded = "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char for char in text
    )
    return folded.translate({0xFF0C: ",", 0xFF0E: "."})


def _price_number(text: str) -> re.Match[str] | None:
    """Return the number that is the price: one beside a currency sign, else the first that counts nothing else."""
    numbers = [found for found in NUMBER.finditer(text) if not _counts(text, found)]
    beside = [found for found in numbers if _has_symbol(text[max(0, found.start() - 5) : found.end() + 5])]
    return next(iter(beside or numbers), None)


def _counts(text: str, number: re.Match[str]) -> bool:
    """Tell whether a number is a measure, or part of a word, and so no price."""
    before = text[: number.start()][-1:]
    if (
        before.isalpha()
        and before.isascii()
        and before.islower()
        and not text[: number.start()].endswith(("kr", "Rp", "Rs", "đ"))
    ):
        return True
    return bool(UNIT.match(text, number.end()))


def _has_symbol(text: str) -> bool:
    from price_parser.parser import extract_currency_symbol

    found = extract_currency_symbol(text, None)
    return bool(found and (len(found.strip()) > 1 or not found.strip().isalpha() or found in SYMBOLS)) or any(
        symbol in text for symbol in ("元", "円", "บาท")
    )


def _currency(text: str, hint: str | None, languages: Sequence[str]) -> tuple[str | None, bool]:
    """Return the currency that a text names, the site's when it names none, and whether that is unsure."""
    from price_parser._currencies import CURRENCY_CODES
    from price_parser.parser import extract_currency_symbol

    found = "JP¥" if "JP¥" in text else (extract_currency_symbol(text, None) or "").strip()
    if not found or (len(found) == 1 and found.isascii() and found.isalpha()):
        native = next((symbol for symbol in ("元", "円", "บาท") if symbol in text), "")
        letter = LETTER_CODE.search(text)
        found = native or ((letter[1] or letter[2]) if letter else "")
    if found in SHARED:
        return _shared(found, hint, languages)
    if found.upper() in CURRENCY_CODES:
        return found.upper(), False
    return SYMBOLS.get(found, hint), False


def _shared(symbol: str, hint: str | None, languages: Sequence[str]) -> tuple[str | None, bool]:
    usual, possible = SHARED[symbol]
    if hint in possible:
        return hint, False
    if len(symbol) == 1 and symbol.isalpha():
        return hint, False
    spoken = {BY_LANGUAGE.get(symbol.rstrip("."), {}).get(one.split("-")[0]) for one in languages} - {None}
    if len(spoken) == 1:
        return spoken.pop(), False
    return (usual, usual is None) if hint is None else (None, True)


def _magnitude(after: str) -> tuple[int, bool]:
    """Return what the words after a number multiply it with, and whether that is unsure."""
    for word, times in MAGNITUDE.items():
        if not word.isascii() and not word.isalpha() and after.lstrip().startswith(word):
            return times, False
    found = AFTER.match(after)
    if not found:
        return 1, False
    word = found["word"].casefold()
    if word in MAGNITUDE:
        return MAGNITUDE[word], False
    han = next((one for one in MAGNITUDE if not one.isascii() and word.startswith(one) and len(one) <= 2), None)
    if han and ord(han[0]) > 0x0E00:
        return MAGNITUDE[han], False
    return 1, word in OPEN_MAGNITUDE


def _readings(written: str, currency: str | None, languages: Sequence[str], *, machine: bool) -> list[Decimal]:
    """Return the amounts that a written number can stand for; one, unless it can be read in two ways."""
    plain = re.sub(r"[\s'’]", "", written).replace("٫", ".").replace("٬", ",")
    marks = [char for char in plain if char in ".,"]
    if machine and marks.count(".") <= 1 and "," not in marks:
        return _decimals(plain)
    if not marks:
        return _decimals(plain)
    last, tail = marks[-1], plain.rpartition(marks[-1])[2]
    if len(set(marks)) == 2:
        return _mixed(plain, last)
    if len(marks) > 1:
        groups = plain.split(last)
        whole = all(len(group) in (2, 3) for group in groups[1:]) and len(groups[-1]) == 3
        return _decimals("".join(groups)) if whole else []
    if len(tail) != 3:
        return _decimals(plain.replace(last, "."))
    return _three_digits(plain, last, currency, languages)


def _mixed(plain: str, last: str) -> list[Decimal]:
    """Both marks: the last is the decimal mark if it stands once and the other groups by three (or two, in India)."""
    other = "," if last == "." else "."
    whole, _, fraction = plain.rpartition(last)
    groups = whole.split(other)
    regular = last not in whole and all(len(group) in (2, 3) for group in groups[1:]) and len(groups[-1]) == 3
    return _decimals("".join(groups) + "." + fraction) if regular else []


def _three_digits(plain: str, mark: str, currency: str | None, languages: Sequence[str]) -> list[Decimal]:
    """One mark and three digits after it: thousands where the site's custom says so, else both readings."""
    thousands, fraction = _decimals(plain.replace(mark, "")), _decimals(plain.replace(mark, "."))
    if plain.startswith("0"):
        return fraction
    if len(plain.partition(mark)[0]) > 3:
        return fraction
    if currency in ZERO_DECIMALS or _grouping(currency, languages) == mark:
        return thousands
    return thousands + fraction


def _grouping(currency: str | None, languages: Sequence[str]) -> str | None:
    """Return the mark that groups thousands, by the currency, else by the languages if they agree; None if unknown."""
    if currency in POINT_CURRENCIES or currency in COMMA_CURRENCIES:
        return "," if currency in POINT_CURRENCIES else "."
    spoken = {one.split("-")[0] for one in languages}
    if spoken and spoken <= POINT_LANGUAGES:
        return ","
    if spoken and spoken <= COMMA_LANGUAGES:
        return "."
    return None


def _decimals(text: str) -> list[Decimal]:
    try:
        return [Decimal(text)]
    except InvalidOperation:
        return []

"""Built-in signals that no list can hold: a price, a quantity. They are looked for in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.fold import fold

SIGNS = "$£€¥₹₫฿₽₺₨₱₦₴"
CODES = (
    "usd|us|eur|gbp|chf|cny|rmb|hkd|hk|twd|ntd|nt|thb|vnd|idr|myr|rub|brl|mxn|jpy|sar|aed|kwd|qar|try|inr|pkr|kes|ksh|kshs"
    "|tzs|tsh|ugx|irr|zar|sgd|php|ars|cop|clp|pen|egp|mad"
)
WORDS = (
    "euros?|dollars?|bucks|pounds?|quid|pesos?|reais|real|soles|руб|рублей|рубля|рубль|р|тыс|đ|đồng|vnđ|triệu|tr|k"
    "|juta|jt|ribu|rb|ringgit|ريال|درهم|دينار|جنيه|تومان|تومن|tl|lira|rupees?|rupaye|rupay|rs|lakhs?|lac|hazar|hajar|shilingi|laki|bob|रुपये|रुपए|रु|लाख|हजार|toman|hezar|หมื่น|củ"
)
UNSPACED = "元|円|块|蚊|บาท"
CURRENCIES = "rp|rm|r|rs|tl|sh|kr"


def _folded(words: str) -> str:
    return "|".join(fold(word).text for word in words.split("|"))


PRICE = re.compile(
    rf"(?:[{SIGNS}]|\b(?:{CODES}|{CURRENCIES})\$?\.?)\s?\d"
    rf"|\d\s?/=|[一二两三四五六七八九十百千万](?:{_folded(UNSPACED)})|\d\s?(?:[{SIGNS}]|(?:{CODES}|{_folded(WORDS)})\b|[万萬千]?(?:{_folded(UNSPACED)}))"
)
UNITS = (
    "kg|kgs|kilos?|g|gr|gms?|grams?|grammes?|lbs?|oz|ounces?|tonnes?|tons|pcs?|pieces?|pairs?|pares?|кг|г|гр|грамм|шт"
    "|штук|пара|ekor|biji|butir|con|cặp|كيلو|غرام|جرام|حبه|किलो|ग्राम|kilo|cm|mm|см|мм|inch|inches"
)
UNSPACED_UNITS = "公斤|千克|斤|克|只|隻|对|對|条|條|根|个|個|枚|匹|羽|本|尾|ตัว|กก|กรัม|คู่|ชิ้น"
QUANTITY = re.compile(rf"\d\s?(?:(?:{_folded(UNITS)})\b|{_folded(UNSPACED_UNITS)})")

MARKS = {"signal/price": PRICE, "signal/quantity": QUANTITY}


def mark_spans(text: str, marks: Iterable[str]) -> list[tuple[int, int]]:
    """Where the named built-in signals stand in a folded text."""
    return [found.span() for mark in sorted(marks) for found in MARKS[mark].finditer(text)]

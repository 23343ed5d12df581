"""Built-in signals that no list can hold: a price, a quantity. They are looked for in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rules.fold import fold

SIGNS = "$£€¥₹₫฿₽₺₨₱₦₴"
# codes that are words as well (us, try, pen, cop, mad) stay out: "call us 24 hours" is no price
CODES = (
    "usd|eur|gbp|chf|cny|rmb|hkd|twd|ntd|thb|vnd|idr|myr|rub|brl|mxn|jpy|sar|aed|kwd|qar|inr|pkr|kes|kshs?|tzs|tsh|ugx"
    "|irr|zar|sgd|ars|clp|egp"
)
BEFORE = "rp|rm|rs|tl|sh|kr"
WORDS = (
    "euros?|dollars?|bucks|pounds?|quid|pesos?|reais|real|soles|руб|рублей|рубля|рубль|р|тыс|đ|đồng|vnđ|triệu|tr|k|củ"
    "|juta|jt|ribu|rb|ringgit|ريال|درهم|دينار|جنيه|تومان|تومن|toman|hezar|tl|lira"
    "|rupees?|rupaye|rupay|rs|lakhs?|lac|hazar|hajar|रुपये|रुपए|रु|लाख|हजार|shilingi|laki|bob|หมื่น"
)
UNSPACED = "元|円|块|蚊|บาท"
CHINESE_NUMBERS = "一二两三四五六七八九十百千万"


def _folded(words: str) -> str:
    return "|".join(fold(word).text for word in words.split("|"))


PRICE = re.compile(
    rf"(?:[{SIGNS}]|\b(?:{CODES}|{BEFORE})\$?\.?)\s?\d"
    rf"|\br\d\d"
    rf"|\d\s?(?:[{SIGNS}]|/=|(?:{CODES}|{_folded(WORDS)})\b|[万萬千]?(?:{_folded(UNSPACED)}))"
    rf"|[{CHINESE_NUMBERS}](?:{_folded(UNSPACED)})"
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

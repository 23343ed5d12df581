"""Where the price, the seller, the date, the place and the pictures of a listing stand."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from crawler.dates import read_date
from crawler.prices import read_price
from crawler.scaffold.evidence import Seen, Sighting, folded
from crawler.scaffold.opened import class_words
from crawler.scaffold.words import (
    DATE_CLASSES,
    IMAGE_CLASSES,
    NOT_A_PROFILE,
    OLD_PRICE,
    PLACE_CLASSES,
    PRICE_CLASSES,
    PROFILE,
    SELLER_CLASSES,
)
from storage.records import Price

LOOKED_AT = datetime(2035, 1, 1, tzinfo=UTC)
NAMES = frozenset(("name", "username", "nick", "nickname", "fullname", "title"))
STRUCK = frozenset(("del", "s", "strike"))
NUMBERS = re.compile(r"\d[\d.,'\s\u00a0\u202f]*")
MEASURE = re.compile(
    r"\d\s*(?:кв\.?\s?м|м[²2]|m[²2](?!\w)|sq\.?\s?(?:ft|m)|sqm|ft²|㎡|坪|平米|平方|ha(?!\w)|га(?!\w)|acres?|ares?(?!\w)|"
    r"км|км²|mi(?:les?)?(?!\w)|метр|м(?!\w)|кг|гр?(?!\w)|см|мм|л(?!\w)|公里|万公里|km(?!\w)|kg(?!\w)|cm(?!\w))",
    re.IGNORECASE,
)
TWO_NUMBERS = 4.0
"""What is taken off where a line has two numbers: an old price beside the new one, a price and a count of offers."""
PER_UNIT = re.compile(r"/\s*(?:m[²2]|м[²2]|кв|sq|ft|㎡|坪|kg|кг|km|100)", re.IGNORECASE)
ANY_VALUE = frozenset(("value", "amount", "sum", "ar", "total"))
DATE_ITEMS = frozenset(("datePublished", "datePosted", "dateCreated", "uploadDate"))
SELLER_ITEMS = frozenset(("author", "seller", "creator"))
PLACE_ITEMS = frozenset(("address", "addressLocality", "availableAtOrFrom", "areaServed"))
DATE_LIKE = re.compile(r"\d{1,4}[./-]\d{1,2}|\d{1,2}:\d{2}|\b(?:19|20)\d\d\b|\d\s*\w+\s+ago|ago$|年|月")
RELATIVE = re.compile(
    r"\bago\b|\bvor\b|il y a|\bhace\b|\bhá\b|\bfa\b|temu|назад|тому|前|lalu|trước|önce|منذ|قبل|پیش|ที่แล้ว|전|"
    r"yesterday|today|gestern|heute|\bhier\b|aujourd|ayer|\bhoy\b|ontem|\bhoje\b|\bieri\b|\boggi\b|вчера|сегодня|wczoraj|"
    r"dzi[sś]|昨|今日|今天|kemarin|hari ini|hôm|igår|idag|i går|i dag|dün|bugün|eilen|tegnap|včera|أمس|اليوم|"
    r"\b(?:jan|feb|fév|mar|apr|avr|abr|may|mai|jun|jui|jul|aug|aoû|sep|oct|okt|out|nov|dec|dez|déc|dic)[a-zéû]*\.? \d|"
    r"\d\.? (?:jan|feb|fév|mar|mär|apr|avr|abr|may|mai|jun|jui|jul|aug|aoû|sep|oct|okt|out|nov|dec|dez|déc|dic)",
    re.IGNORECASE,
)
BAD_IMAGE = re.compile(
    r"logo|icon|avatar|sprite|pixel|spacer|blank|smil|emoji|flag|badge|button|og-?_?image|default|placeholder|no-?_?(?:image|photo|pic)|^data:|\.gif",
    re.IGNORECASE,
)
PORTRAITS = frozenset(("avatar", "profile", "portrait", "rank", "smiley", "smilie", "emoji", "logo", "icon", "userpic"))
SOURCES = ("src", "data-src", "data-original", "data-lazy", "data-lazy-src")
NO_NAMES = re.compile(
    r"e-?mail|profile?|pm|mp|www|website|web|home ?page|message|private message|quote|reply|report|top|up|back to top|"
    r"cit(?:er|ation|ar)|zitat|zitieren|répondre|antworten|responder|профиль|лс|цитата|ответить|haut|nach oben|"
    r"(?:send|contact|view|visit|show|see|follow)\b.*|(?:log|sign) ?in|register|more|share|"
    r"like|edit|delete|permalink|link|"
    r"(?:\d+ )?(?:posts?|comments?|messages?|beiträge|replies|members?|users?|ads|listings)|"
    r"offline|online|member|admin|moderator|"
    r"administrator|newbie|guest|junior member|senior member|посетитель|участник|author|seller|contact",
    re.IGNORECASE,
)
LABELS = re.compile(
    r"^(?:seller|by|from|posted by|author|user|verkäufer|von|vendeur|par|vendedor|por|sold by|"
    r"автор|продавец|member)\s*:?\s*$",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=20_000)
def price_of(text: str, languages: tuple[str, ...]) -> Price | None:
    """Return the one price that a short text is, None when it is anything else."""
    if len(text) > 60 or not any(char.isdigit() for char in text):
        return None
    price = read_price(text, languages=languages)
    return price if price.amount is not None or price.ambiguous else None


def prices(seen: Seen) -> list[Sighting]:
    """Return the elements that may be the price."""
    amount = _said_amount(seen)
    cards = _card_numbers(seen.card)
    repeats: dict[str, int] = {}
    found = [one for element in seen.elements if (one := _price(seen, element, amount, cards))]
    for one in found:
        repeats[_kind(one.element)] = repeats.get(_kind(one.element), 0) + 1
    return [
        Sighting(one.element, None, one.points - (2.5 if repeats[_kind(one.element)] > 3 else 0.0), one.why)
        for one in found
    ]


def _kind(element: Any) -> str:  # noqa: ANN401
    return f"{element.tag}.{element.get('class') or ''}"


def _said_amount(seen: Seen) -> Decimal | None:
    return read_price(seen.said.price, machine=True).amount if seen.said.price else None


def _card_numbers(card: str) -> set[str]:
    return {re.sub(r"\D", "", one) for one in NUMBERS.findall(card)} - {""}


def _price(seen: Seen, element: Any, amount: Decimal | None, cards: set[str]) -> Sighting | None:  # noqa: ANN401
    page = seen.page
    if not 0 < page.size(element) <= 45 or element.tag in ("option", "a", "button", "title", "body"):
        return None
    line = page.line(element)
    price = price_of(line, seen.languages)
    words = _near_words(element, 1)
    if price is None or price.amount == 0 or PER_UNIT.search(line):
        return None
    if price.currency is None and (MEASURE.search(line) or not _is_called_price(element, words, price, amount)):
        return None
    letters = sum(char.isalpha() for char in line)
    if len(NUMBERS.findall(line)) > 2 or letters > (20 if price.currency else 5):
        return None
    points, why = _price_signs(element, words, price)
    if amount is not None and price.amount == amount:
        points, why = points + 3.5, "the price that structured data gives too"
    elif len(NUMBERS.findall(line)) > 1:
        points -= TWO_NUMBERS
    digits = re.sub(r"\D", "", NUMBERS.findall(line)[0])
    if len(digits) > 1 and digits in cards:
        points, why = points + 3.0, why if points > 6 else "the price that the index page shows beside its link"
    points -= 4.0 * page.off(element) + 2.0 * (line in seen.lines)
    title = page.order.get(next(iter(page.tree.all("h1")), None), 0)
    points += 0.6 if page.order[element] > title else 0.0
    return Sighting(element, None, points - 0.02 * len(line), why)


def _is_called_price(element: Any, words: frozenset[str], price: Price, amount: Decimal | None) -> bool:  # noqa: ANN401
    """Tell whether a number without a currency is a price: it is named one, or structured data gives the same."""
    named = bool(words & (PRICE_CLASSES - ANY_VALUE)) or element.get("itemprop") == "price"
    return named or (bool(words & PRICE_CLASSES) and amount is not None and price.amount == amount)


def _price_signs(element: Any, words: frozenset[str], price: Price) -> tuple[float, str]:  # noqa: ANN401
    points, why = (1.5 if price.currency else 0.0), "an element that is one price"
    if element.get("itemprop") == "price":
        points, why = points + 3.0, "the element marked as the price"
    elif words & PRICE_CLASSES:
        points, why = points + 2.0, "the element whose class says that it is the price"
    above = [element, *element.iterancestors()][:4]
    if any(one.tag in STRUCK for one in (*above, *element.iter())) or words & OLD_PRICE:
        points -= 6.0
    if "line-through" in "".join(one.get("style") or "" for one in above[:2]):
        points -= 6.0
    return points, why


def _near_words(element: Any, levels: int) -> frozenset[str]:  # noqa: ANN401
    near = [element, *list(element.iterancestors())[:levels]]
    return frozenset().union(*(class_words(one) for one in near if one.tag not in ("body", "html")))


def sellers(seen: Seen) -> list[Sighting]:
    """Return the elements that may name the seller or the author; for a link to a profile its address is read."""
    return [found for element in seen.elements if (found := _seller(seen, element))]


def _seller(seen: Seen, element: Any) -> Sighting | None:  # noqa: ANN401
    page, line = seen.page, seen.page.line(element)
    if not 1 < page.size(element) <= 50 or element.tag in ("option", "label", "button", "h1", "title"):
        return None
    if not any(char.isalpha() for char in line) or "\n" in page.text(element) or LABELS.match(line):
        return None
    if element.tag in ("ul", "ol", "table", "tr", "form", "dl") or NO_NAMES.fullmatch(line.strip(" []()»«›:#.")):
        return None
    href = element.get("href") or "" if element.tag == "a" else ""
    profile = bool(href and PROFILE.search(href) and not NOT_A_PROFILE.search(href) and any(map(str.isalnum, href)))
    points, why = _seller_signs(element, profile=profile)
    if seen.is_block and element.get("class") == "name":
        points, why = points + 1.6, why or "the element whose class says that it is a name"
    if points <= 0:
        return None
    if not profile and any(PROFILE.search(one.get("href") or "") for one in element.iter("a")):
        points -= 1.2
    if seen.said.seller and folded(seen.said.seller) == folded(line):
        points, why = points + 3.0, "the name that structured data gives too"
    points -= 3.0 * (0.0 if seen.is_block else page.off(element)) + 2.5 * (line in seen.lines and not seen.is_block)
    points -= 1.0 * (len(line) > 30) + 2.0 * (":" in line)
    return Sighting(element, "href" if profile else None, points, why)


def _seller_signs(element: Any, *, profile: bool) -> tuple[float, str]:  # noqa: ANN401
    points, why = (2.0, "a link to a profile") if profile else (0.0, "")
    items = {one.get("itemprop") for one in (element, *list(element.iterancestors())[:2])}
    if items & SELLER_ITEMS or "author" in (element.get("rel") or ""):
        points, why = points + 2.5, "the name that is marked as the author's or seller's"
    words = class_words(element)
    if words & SELLER_CLASSES:
        points, why = (
            points + 1.6 + 0.9 * bool(words & NAMES),
            why or "the element whose class says that it is the seller",
        )
    elif profile and _near_words(element, 3) & SELLER_CLASSES:
        points += 0.9
    elif element.tag == "a" and _near_words(element, 1) & SELLER_CLASSES:
        points, why = points + 1.0, why or "a link in a block whose class says that it is the seller"
    return points, why


def dates(seen: Seen) -> list[Sighting]:
    """Return the elements, or their attributes, that may say when the listing was posted."""
    return [found for element in seen.elements for found in _dates(seen, element)]


def _dates(seen: Seen, element: Any) -> list[Sighting]:  # noqa: ANN401
    words, item = class_words(element), element.get("itemprop") in DATE_ITEMS
    marked = 1.6 if words & DATE_CLASSES else (1.0 if _near_words(element, 2) & DATE_CLASSES else 0.0)
    found = []
    for attribute, more in (("datetime", 3.0), ("content", 3.0 if item else 0.0), ("title", 1.0), (None, 0.0)):
        points = more + marked + (2.0 if item else 0.0) + (0.8 if element.tag == "time" else 0.0)
        raw = (element.get(attribute) or "") if attribute else _short_line(seen, element, 60)
        if not raw or (not more and attribute) or (points < 1.0 and not seen.is_block):
            continue
        if is_date(raw, seen.languages):
            points -= 2.0 * (0.0 if seen.is_block else seen.page.off(element)) + 0.01 * max(0, len(raw) - 25)
            points -= 1.0 * (seen.page.line(element) in seen.lines and not seen.is_block)
            found.append(Sighting(element, attribute, points + 0.3, "what can be read as a date, marked as one"))
    return found


def _short_line(seen: Seen, element: Any, most: int) -> str:  # noqa: ANN401
    return seen.page.line(element) if 0 < seen.page.size(element) <= most else ""


@functools.lru_cache(maxsize=4096)
def is_date(raw: str, languages: tuple[str, ...]) -> bool:
    """Tell whether a text can be read as a date."""
    if not DATE_LIKE.search(raw) and not (len(raw) < 40 and RELATIVE.search(raw)):
        return False
    read = read_date(raw, LOOKED_AT, languages=languages)
    return read.at is not None or (read.ambiguous and bool(DATE_LIKE.search(raw)))


def places(seen: Seen) -> list[Sighting]:
    """Return the elements that may say where the listing is."""
    return [found for element in seen.elements if (found := _place(seen, element))]


def _place(seen: Seen, element: Any) -> Sighting | None:  # noqa: ANN401
    page = seen.page
    if not 2 < page.size(element) <= 70 or element.tag in ("option", "label", "button", "select", "h1", "title"):
        return None
    line = page.line(element)
    if sum(char.isalpha() for char in line) < 2 or line.endswith((":", "?", "!")):
        return None
    points, why = 0.0, ""
    if element.get("itemprop") in PLACE_ITEMS:
        points, why = 3.5, "the element marked as the place"
    elif class_words(element) & PLACE_CLASSES:
        points, why = 2.2, "the element whose class says that it is the place"
    if seen.said.place and folded(line) and folded(line) in folded(seen.said.place):
        points, why = points + 2.5, "the place that structured data gives too"
    if points <= 0:
        return None
    points += 1.5 if seen.card and folded(line) and folded(line) in folded(seen.card) else 0.0
    points -= 3.0 * page.off(element) + 0.8 * (line in seen.lines) + 0.01 * len(line)
    points -= 2.0 * any(one.tag == "a" and PROFILE.search(one.get("href") or "") for one in element.iter())
    return Sighting(element, None, points, why)


def pictures(seen: Seen) -> list[Sighting]:
    """Return the pictures that may be those of the listing."""
    title = folded(seen.links[0]) if seen.links else folded(seen.said.title)
    said = {one.partition("?")[0] for one in seen.said.images}
    found = []
    for element in seen.elements:
        source = next((name for name in SOURCES if element.get(name)), None) if element.tag == "img" else None
        value = (element.get(source) or "") if source else ""
        if source is None or BAD_IMAGE.search(value) or _is_small(element) or class_words(element) & PORTRAITS:
            continue
        points, why = 0.0, ""
        if title and title in folded(element.get("alt") or ""):
            points, why = 2.5, "the pictures that carry the title"
        if seen.page.tree.absolute(value).partition("?")[0] in said:
            points, why = points + 2.5, "the pictures that structured data gives too"
        if _near_words(element, 5) & IMAGE_CLASSES:
            points, why = points + 1.5, why or "the pictures in what is named a gallery"
        points -= 1.5 * (".svg" in value)
        if points > 0 and not seen.page.frame(element) and value not in seen.lines:
            found.append(Sighting(element, source, points, why))
    return found


def _is_small(element: Any) -> bool:  # noqa: ANN401
    sizes = [element.get(name) or "" for name in ("width", "height")]
    return any(size.isdecimal() and int(size) < 40 for size in sizes)

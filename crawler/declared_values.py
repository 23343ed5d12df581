"""What each attribute of a site class may be: a check yields what is wrong with a value, and what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cssselect import SelectorError
from cssselect.parser import parse as parse_css

from crawler.selectors import split, xpath_of

FIELDS = ("title", "text", "price", "seller", "place", "posted", "images", "language")
READ_FIELDS = tuple(name for name in FIELDS if name != "language")
OUTCOMES = ("removed_by_platform", "ended_by_seller", "expired", "gone_no_reason", "never_existed")
ORDERS = ("DMY", "MDY", "YMD", "YDM")
PLACES = {"{query}", "{page}"}
NAME = re.compile(r"[a-z][a-z0-9_]{1,62}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?")
CURRENCY = re.compile(r"[A-Z]{3}")


def _name(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, str) or not NAME.fullmatch(value):
        yield f"{value!r} is not a name: use small letters, digits and _, such as example_classifieds"


def _address(value: Any) -> Iterator[str]:  # noqa: ANN401
    value = value.replace("{home}", "https://home.example/", 1) if str(value).startswith("{home}") else value
    try:
        good = urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).hostname)
    except (ValueError, TypeError, AttributeError):
        good = False
    if not good:
        yield f"{value!r} is not a web address: begin it with https://"
        return
    unknown = set(re.findall(r"\{[^}]*\}", value)) - PLACES
    if unknown:
        yield f"{value!r} holds {', '.join(sorted(unknown))}: only {{home}}, {{query}} and {{page}} are filled in"


def _host(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, str) or not HOST.fullmatch(value):
        yield f"{value!r} is not a host: write such as 'www.classifieds.example'"


def _search(value: Any) -> Iterator[str]:  # noqa: ANN401
    if value != "":
        yield from _address(value)
        if "{query}" not in str(value):
            yield f"{value!r} has no {{query}}: write it where the search word stands"


def _each(of: Callable[[Any], Iterator[str]], what: str) -> Callable[[Any], Iterator[str]]:
    def reader(value: Any) -> Iterator[str]:  # noqa: ANN401
        if isinstance(value, str) or not isinstance(value, Sequence):
            yield (
                f"{value!r} is not a list: write [{value!r}]" if isinstance(value, str) else f"must be a list of {what}"
            )
            return
        for one in value:
            yield from of(one)

    return reader


def _css(value: Any) -> Iterator[str]:  # noqa: ANN401
    try:
        parse_css(value)
        xpath_of(value)
    except (SelectorError, TypeError, AttributeError) as error:
        yield f"{value!r} is not a CSS selector ({error}): correct it, such as 'a.ad-card'"
        return
    if "::" in value:
        yield f"{value!r} has a pseudo-element: write the element alone, or element@attribute"


def _optional_css(value: Any) -> Iterator[str]:  # noqa: ANN401
    return _css(value) if value != "" else iter(())


def _field(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, str) or not value.strip():
        yield f"{value!r} is not a selector: write 'css' or 'css@attribute'"
        return
    css, attribute = split(value)
    if css or not attribute:
        yield from _css(css)


def _fields(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, Mapping):
        yield 'must be a table such as {"title": "h1"}'
        return
    for name, selector in value.items():
        if name not in FIELDS:
            near = difflib.get_close_matches(str(name), FIELDS, n=1)
            yield f"no such field {name!r}: " + (f"did you mean {near[0]!r}?" if near else f"use {', '.join(FIELDS)}")
        for said in _field(selector):
            yield f"field {name!r}: {said}"


def _pattern(value: Any) -> Iterator[str]:  # noqa: ANN401
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        yield f"{value!r} is not a regular expression ({error}): correct it, such as r'/ad/(\\d+)'"


def _language(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        yield f"{value!r} is not a language tag: write such as 'en', 'vi' or 'zh-Hans'"


def _expect(value: Any) -> Iterator[str]:  # noqa: ANN401
    whole = isinstance(value, tuple | list) and len(value) == 2 and all(type(one) is int for one in value)
    if value is not None and (not whole or not 0 <= value[0] <= value[1]):
        yield f"{value!r} is not a range: write the least and the most listings, such as (20, 100)"


def _render(value: Any) -> Iterator[str]:  # noqa: ANN401
    if value not in (None, True, False):
        yield f"{value!r}: write True (always in the browser), False (never), or None (when the plain page is empty)"


def _flag(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, bool):
        yield f"{value!r}: write True or False"


def _currency(value: Any) -> Iterator[str]:  # noqa: ANN401
    if value is not None and not (isinstance(value, str) and CURRENCY.fullmatch(value)):
        yield f"{value!r} is not a currency: write its ISO 4217 code, such as 'GBP'"


def _order(value: Any) -> Iterator[str]:  # noqa: ANN401
    if value is not None and value not in ORDERS:
        yield f"{value!r} is not an order of day, month and year: write one of {', '.join(ORDERS)}"


def _zone(value: Any) -> Iterator[str]:  # noqa: ANN401
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        yield f"{value!r} is not a time zone: write its IANA name, such as 'Asia/Bangkok'"


def _word(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, str) or not value.strip():
        yield f"{value!r} is not a search word"


def _gone(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, Mapping):
        yield 'must be a table such as {"ended_by_seller": {".notice": ["sold"]}}'
        return
    for outcome, places in value.items():
        if outcome not in OUTCOMES:
            yield f"no such outcome {outcome!r}: use {', '.join(OUTCOMES)}"
        yield from (f"{outcome!r}: {said}" for said in _signs(places))


def _signs(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, Mapping):
        yield 'must be a table of selector and phrases, such as {".notice": ["sold"]}'
        return
    for selector, phrases in value.items():
        yield from _css(selector)
        yield from _each(_word, "phrases")(phrases)


def _told(value: Any) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(value, str):
        yield f"{value!r}: write which version of the software was swept, and when"


CHECKS: dict[str, Callable[[Any], Iterator[str]]] = {
    "name": _name,
    "home": _address,
    "hosts": _each(_host, "hosts"),
    "search": _search,
    "browse": _each(_address, "addresses"),
    "languages": _each(_language, "language tags"),
    "queries": _each(_word, "search words"),
    "expect": _expect,
    "render": _render,
    "reads_json": _flag,
    "currency": _currency,
    "date_order": _order,
    "zone": _zone,
    "links": _css,
    "next_page": _optional_css,
    "empty": _optional_css,
    "native_id": _pattern,
    "own_link": _optional_css,
    "main": _optional_css,
    "posts": _optional_css,
    "post_id": _field,
    "fields": _fields,
    "reply_fields": _fields,
    "promoted": _optional_css,
    "live": _optional_css,
    "gone": _gone,
    "wall": _signs,
    "marks": _each(_css, "CSS selectors"),
    "verified": _told,
}

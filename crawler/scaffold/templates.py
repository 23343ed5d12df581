"""The addresses of index pages with {page} and {query} in them, where pages show how they are made."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from crawler.scaffold.opened import Opened, class_words, same_host
from crawler.scaffold.proposal import Confidence, Part, missing

QUERY_NAMES = (
    "q query keyword keywords search s k w wd text term searchtext search_text search_query kw what qs string "
    "searchword search_keywords searchterm st suche buscar busca find title"
)
QUERY_NAME = frozenset(QUERY_NAMES.split())
SURE_NAMES = frozenset(("q", "query", "keyword", "keywords", "search", "searchtext", "suche", "wd"))
TOKEN = re.compile(r"csrf|token|nonce|sid$|session|captcha|securitytoken", re.IGNORECASE)


def browse_template(page: Opened, following: str | None) -> Part:
    """Return the address of the index with {page} in it where the address of the next page shows where it stands."""
    if following:
        template = _by_number(page.url, following) or _by_parameter(page.url, following)
        if template:
            return template
    return Part(value=[page.url], how="the address of the index page as it was given", confidence=Confidence.SURE)


def _by_number(own: str, url: str) -> Part | None:
    changed = changed_numbers(own, url)
    if not changed or changed[1] != changed[0] + 1 or changed[0] < 1:
        return None
    one, two = re.split(r"(\d+)", own), re.split(r"(\d+)", url)
    parts = ["{page}" if a != b else a for a, b in zip(one, two, strict=True)]
    return Part(value=["".join(parts)], how="the number that counts on to the next page", confidence=Confidence.SURE)


def _by_parameter(own: str, url: str) -> Part | None:
    """The first page may leave its number out; a second page that is number 1 or 20 is counted otherwise."""
    one, two = urlsplit(own), urlsplit(url)
    here, there = parse_qsl(one.query, keep_blank_values=True), parse_qsl(two.query, keep_blank_values=True)
    more = [pair for pair in there if pair not in here]
    if one.path != two.path or len(more) != 1 or more[0][1] != "2" or any(name == more[0][0] for name, _ in here):
        return None
    query = f"{one.query}&" if one.query else ""
    template = urlunsplit(one._replace(query=f"{query}{quote(more[0][0])}={{page}}", fragment=""))
    return Part(value=[template], how="the parameter that the second page has more", confidence=Confidence.LIKELY)


def search_template(page: Opened, browse: str) -> Part:
    """Return the address of a search from a form of the page that sends its words in the address."""
    asked = _asked(page.url, browse)
    if asked:
        return Part(value=asked, how="the address of the index page, which is a search", confidence=Confidence.LIKELY)
    found = [one for form in page.tree.all("form") if (one := _search_in(page, form))]
    if not found:
        return missing("no search form that sends its words in the address was seen on the index page")
    known, template = max(found, key=lambda one: one[0])
    counted = re.search(r"[?&]([\w-]+)=\{page\}", browse)
    if counted and urlsplit(template).path == urlsplit(browse).path:
        template += f"&{counted[1]}={{page}}"
    return Part(
        value=template,
        how="the search form of the index page",
        confidence=Confidence.LIKELY if known >= 2 else Confidence.GUESS,
    )


def _asked(url: str, browse: str) -> str:
    """Return the address of a page of results with {query} for its word, "" when the page is no search."""
    for name, word in parse_qsl(urlsplit(url).query):
        written = re.search(rf"(?<=[?&]){re.escape(name)}=([^&#]*)", browse)
        if name.lower() in SURE_NAMES and re.search(r"[^\W\d_]{2}", word) and written:
            return browse.replace(written[0], f"{name}={{query}}", 1)
    return ""


def _search_in(page: Opened, form: Any) -> tuple[float, str] | None:  # noqa: ANN401
    if (form.get("method") or "get").lower() != "get":
        return None
    fields = [one for one in form.iter("input") if (one.get("type") or "text").lower() in ("text", "search")]
    named = [one for one in fields if one.get("name")]
    best = max(named, key=lambda one: _field_points(form, one), default=None)
    if best is None or _field_points(form, best) < 2:
        return None
    action = page.tree.absolute(form.get("action") or page.url) or page.url
    if not same_host(action, page.url) or "{" in action:
        return None
    hidden = [
        (one.get("name"), one.get("value") or "")
        for one in form.iter("input")
        if (one.get("type") or "").lower() == "hidden" and one.get("name") and one.get("value")
        if not TOKEN.search(one.get("name"))
    ]
    parts = urlsplit(action)
    query = urlencode(hidden) + ("&" if hidden else "") + f"{quote(best.get('name'), safe='[]')}={{query}}"
    return _field_points(form, best), urlunsplit(parts._replace(query=query, fragment=""))


def _field_points(form: Any, field: Any) -> float:  # noqa: ANN401
    name = (field.get("name") or "").lower()
    words = class_words(form) | class_words(field) | {(form.get("role") or "").lower()}
    points = 2.0 if re.split(r"[\[\]]", name)[0] in QUERY_NAME else 0.0
    points += 1.0 if words & {"search", "suche", "recherche", "buscar", "searchform"} else 0.0
    points += 1.0 if (form.get("role") or "") == "search" else 0.0
    points += 1.0 if (field.get("type") or "").lower() == "search" else 0.0
    points += 1.0 if "search" in (form.get("action") or "").lower() else 0.0
    return points - (5.0 if re.search(r"mail|login|user|pass|zip|plz|price|min|max", name) else 0.0)


def changed_numbers(own: str, url: str) -> tuple[int, int] | None:
    """Return the two numbers by which addresses of one form differ, None when they differ otherwise."""
    one, two = re.split(r"(\d+)", own), re.split(r"(\d+)", url)
    differ = [(a, b) for a, b in zip(one, two, strict=False) if a != b]
    if len(one) != len(two) or len(differ) != 1 or not all(part.isdecimal() and len(part) < 7 for part in differ[0]):
        return None
    return int(differ[0][0]), int(differ[0][1])

"""One key for the many spellings of one address. The key is for comparing only; the true URL is what is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

TRACKING = re.compile(
    r"utm_\w+|gclid|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|spm|scm", re.IGNORECASE
)
SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|session|sid", re.IGNORECASE)
SESSION_VALUE = re.compile(r"(?=.*\d)[\w-]{12,}", re.ASCII)
WHENCE = re.compile(r"from|ref|referrer|referer|src", re.IGNORECASE)
PATH_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
DEFAULT_PORTS = {80, 443}


def url_key(url: str) -> str:
    """Return what all spellings of an address share: no scheme, tracking, session, fragment or parameter order.

    Only well-known tracking names are dropped. `sid` and its like are dropped when the value looks like a session
    token, `from` and `ref` when the value has no digit in it: what may be an id stays. What is no address is its
    own key.
    """
    try:
        parts = urlsplit(canonicalize_url(url, keep_blank_values=True))
        host = _host(parts.hostname or "", parts.port)
    except ValueError:
        return url.strip()
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _idle(name, value)]
    path = PATH_SESSION.sub("", parts.path) or "/"
    query = urlencode(kept, quote_via=quote)
    return f"{host}{path}{'?' + query if query else ''}"


def _idle(name: str, value: str) -> bool:
    """Tell whether a parameter says where a visitor came from and not what the page is."""
    if TRACKING.fullmatch(name):
        return True
    if SESSION.fullmatch(name):
        return bool(SESSION_VALUE.fullmatch(value))
    return bool(WHENCE.fullmatch(name)) and not any(char.isdigit() for char in value)


def _host(host: str, port: int | None) -> str:
    return host if port is None or port in DEFAULT_PORTS else f"{host}:{port}"


def joined(base: Callable[[str], str], href: str | None) -> str:
    """Return the web address that `href` leads to, joined by `base`; "" when it leads to none (mailto:, broken)."""
    try:
        url = base((href or "").strip()) if href and href.strip() else ""
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def origin_of(url: str) -> str:
    """Return `scheme://host[:port]` of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def moved(url: str, old: str, new: str) -> str:
    """Return the address with the origin of `new` if it has that of `old`; other addresses stay as they are."""
    return origin_of(new) + url[len(origin_of(old)) :] if origin_of(url) == origin_of(old) else url


def filled(template: str, *, query: str | None = None, page: int = 1) -> str:
    """Return the address that a template with `{query}` and `{page}` stands for."""
    return template.replace("{query}", quote(query or "", safe="")).replace("{page}", str(page))


def with_parameter(url: str, name: str, value: str) -> str:
    """Return the address with one query parameter set, as sending a form by a named button does."""
    parts = urlsplit(url)
    others = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*others, (name, value)]), fragment=""))

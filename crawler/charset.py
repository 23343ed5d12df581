"""Reading a page in the charset it was written in, when what the server says about it cannot be true."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TypeVar

from charset_normalizer import from_bytes
from scrapy.http import Response, TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

Page = TypeVar("Page", bound=Response)

STRAY_SHARE = 0.05
SAMPLE_BYTES = 200_000
ASCII = bytes(range(0x80))
SERVERS_DEFAULT = "cp1252"
HEAD_BYTES = 4096
LABEL = re.compile(r"""(charset\s*=\s*["']?\s*)([\w.:-]+)""", re.ASCII | re.IGNORECASE)
BROWSER_LABELS = {
    "dos-874": "cp874",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "windows-31j": "cp932",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-x-big5": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic",
}
"""Labels that the WHATWG Encoding Standard knows and Python's codecs do not."""
ODD = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Lm", "No", "Pe", "Pf", "Pi", "Ps", "Sc", "Sk", "Sm", "So"})


def readable(response: Page) -> Page:
    """Return the response with its text decoded rightly; a browser's response is text already and stays as it is."""
    if not isinstance(response, TextResponse) or response.request is None or response.meta.get("playwright"):
        return response
    return response.replace(encoding=charset_of(response.body, content_type(response)))


def readable_text(response: TextResponse) -> str:
    """Return the text of a response as `readable` decodes it."""
    return readable(response).text


def content_type(response: Response) -> str:
    """Return the Content-Type header, whatever bytes it holds."""
    return (response.headers.get(b"Content-Type") or b"").decode("latin-1")


def charset_of(body: bytes, header: str) -> str:
    """Return the charset of an HTML body sent with this Content-Type.

    A byte order mark decides. Otherwise the header counts, then the page's own meta tag, then UTF-8, each only
    while the body can be decoded with it; between a header and a meta tag that both can be, the one that gives less
    garbled text counts, the header in doubt, save one that only repeats what servers say by default.
    Valid UTF-8 beyond ASCII is UTF-8 whatever a single-byte header says.
    """
    mark = read_bom(body)[0]
    if mark:
        return mark
    said = http_content_type_encoding(respelled(header))
    declared = html_body_declared_encoding(respelled(body[:HEAD_BYTES].decode("latin-1")))
    if not body.isascii() and fits(body, "utf-8", strays=0):
        return "utf-8"
    fitting = [name for name in dict.fromkeys((said, declared, "utf-8")) if name and fits(body, name)]
    if not fitting:
        return sniffed(body) or said or declared or "utf-8"
    if len(fitting) > 1:
        text = body[:SAMPLE_BYTES]
        return min(fitting, key=lambda name: (garble(text.decode(name, "replace")), name == SERVERS_DEFAULT))
    return fitting[0]


def respelled(text: str) -> str:
    """Return a header or the head of a page with the charset labels that only browsers know in Python's spelling."""
    return LABEL.sub(lambda found: found[1] + BROWSER_LABELS.get(found[2].lower(), found[2]), text)


def fits(body: bytes, charset: str, strays: float = STRAY_SHARE) -> bool:
    """Tell whether a body decodes with a charset, but for a small share of its bytes beyond ASCII."""
    text = body.decode(charset, "replace")
    lost = text.count("\ufffd") - body.count("\ufffd".encode())
    return lost <= strays * len(body.translate(None, delete=ASCII))


def garble(text: str) -> float:
    """Return the share of what lies beyond ASCII that does not look like writing, 0 to 1, rounded to hundredths.

    Counted are signs that texts hold few of, capitals that follow a small letter inside a word, and ASCII letters
    beside Cyrillic or Greek ones.
    """
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 0.0
    odd = sum(unicodedata.category(char) in ODD for char in beyond)
    jumps = sum(jump(left, right) for left, right in pairwise(text) if left > "\x7f" or right > "\x7f")
    return round((odd + jumps) / len(beyond), 2)


def jump(left: str, right: str) -> bool:
    """Tell whether two neighbours do not belong into one word."""
    if left > "\x7f" < right:
        return left.islower() and right.isupper()
    plain, other = sorted((left, right))
    return plain.isalpha() and other.lower() != other.upper() and not unicodedata.name(other, "").startswith("LATIN")


def sniffed(body: bytes) -> str | None:
    """Return the charset that the bytes look like, None when nothing fits."""
    best = from_bytes(body[:SAMPLE_BYTES]).best()
    return resolve_encoding(best.encoding) if best else None

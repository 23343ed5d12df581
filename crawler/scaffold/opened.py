"""A saved page opened: its tree, its visible sizes, its links, and which of its parts are frame and not content."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from scrapy.http import HtmlResponse

from crawler.scaffold.proposal import SavedPage, ScaffoldError
from crawler.scaffold.words import CHROME_CLASSES, EMPTY_WORDS
from crawler.tree import SPACE, UNSEEN, Tree, tree_of, visible_text
from crawler.urls import joined, url_key

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 60_000
MAX_ANCHORS = 4_000
SHELL_TEXT, BARE_TEXT = 600, 150
ROOT_IDS_WORDS = "app root next nuxt main content container application react-root app-root mount page app-container"
ROOT_IDS = frozenset(ROOT_IDS_WORDS.split())
MARKUP = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|div|table|p|a|ul|main|article|section|h1|title|meta)\b", re.IGNORECASE
)
CLASS_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
UNREAD = ("noscript", "template")
FRAME_TAGS = frozenset(("nav", "footer", "aside"))
WHOLE_TAGS = frozenset(("html", "body", "main"))


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """A link of a page: where it leads (without fragment), what it says, and the tags above it."""

    element: Any
    url: str
    text: str
    path: str

    @property
    def key(self) -> str:
        """Return what all spellings of the address share."""
        return key_of(self.url)


class Opened:
    """A page with all that is asked of it again and again, computed once."""

    def __init__(self, saved: SavedPage, tree: Tree, response: HtmlResponse) -> None:
        self.saved, self.tree, self.response = saved, tree, response
        self.url, self.status = response.url, saved.status
        hidden = {inner for tag in UNREAD for one in tree.root.iter(tag) for inner in one.iterdescendants()}
        self.elements: list[Any] = [one for one in tree.root.iter() if isinstance(one.tag, str) and one not in hidden]
        self.order = {element: number for number, element in enumerate(self.elements)}
        self._texts: dict[Any, str] = {}
        self._frames: dict[Any, bool] = {}
        self._sizes, self._linked = _sizes(tree.root)

    @functools.cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """Return the links of the page to pages of the same scheme, in page order."""
        found = (one for one in self.elements if one.tag == "a" and one.get("href"))
        return tuple(filter(None, (self._anchor(one) for _, one in zip(range(MAX_ANCHORS), found, strict=False))))

    def _anchor(self, element: Any) -> Anchor | None:  # noqa: ANN401
        href = element.get("href") or ""
        url = urldefrag(joined(self.response.urljoin, href)).url
        if not url or href.startswith("#"):
            return None
        text = self.text(element) or SPACE.sub(" ", element.get("title") or "").strip() or _picture_text(element)
        return Anchor(element, url, text, _path(element))

    def text(self, element: Any) -> str:  # noqa: ANN401
        """Return what a person reads in an element."""
        if element not in self._texts:
            self._texts[element] = visible_text(element)
        return self._texts[element]

    def line(self, element: Any) -> str:  # noqa: ANN401
        """Return what a person reads in an element, on one line."""
        return SPACE.sub(" ", self.text(element)).strip()

    def size(self, element: Any) -> int:  # noqa: ANN401
        """Return the number of visible characters in an element."""
        return self._sizes.get(element, 0)

    def linked(self, element: Any) -> int:  # noqa: ANN401
        """Return the number of visible characters in the links of an element."""
        return self._linked.get(element, 0)

    def frame(self, element: Any) -> bool:  # noqa: ANN401
        """Tell whether an element belongs to the frame of the page: menus, sidebars, related things."""
        if element not in self._frames:
            above = element.getparent()
            self._frames[element] = _is_frame(self, element) or (above is not None and self.frame(above))
        return self._frames[element]

    def off(self, element: Any) -> float:  # noqa: ANN401
        """Return how far an element stands off the content: 0 in it, 1 in the frame, less in a column beside it.

        Such a column often holds the price and the seller.
        """
        if not self.frame(element):
            return 0.0
        framing = [one for one in (element, *element.iterancestors()) if _is_frame(self, one)]
        beside = all(one.tag == "aside" or "sidebar" in class_words(one) for one in framing)
        other = any(class_words(one) & (CHROME_CLASSES - {"sidebar"}) for one in framing)
        return 0.35 if beside and not other else 1.0

    @functools.cached_property
    def title(self) -> str:
        """Return the text of the title element."""
        return self.tree.plain_title()

    @functools.cached_property
    def plain(self) -> str:
        """Return the visible text of the page."""
        return self.text(self.tree.root)

    def meta(self, *names: str) -> str:
        """Return the content of the first meta element with one of the names, "" without one."""
        for name in names:
            for attribute in ("property", "name", "http-equiv"):
                for element in self.tree.all(f"meta[{attribute}]"):
                    if (element.get(attribute) or "").lower() == name and (element.get("content") or "").strip():
                        return SPACE.sub(" ", element.get("content")).strip()
        return ""

    @property
    def is_shell(self) -> bool:
        """Tell whether the page is an empty one that its script is to fill: no heading, hardly a word, a bare root."""
        size = self.size(self.tree.root)
        if size > SHELL_TEXT or EMPTY_WORDS.search(self.plain) or any(map(self.size, self.tree.all("h1"))):
            return False
        scripts = [one for one in self.elements if one.tag == "script" and "ld+json" not in (one.get("type") or "")]
        return bool(scripts) and any(
            (size <= BARE_TEXT or one.get("id", "").lower().strip("_") in ROOT_IDS) and self._is_bare(one)
            for one in self.elements
        )

    def _is_bare(self, element: Any) -> bool:  # noqa: ANN401
        filled = any(one.tag in ("img", "input") for one in element.iter())
        return bool(
            element.tag in ("div", "main", "section") and element.get("id") and not self.size(element) and not filled
        )


def opened(saved: SavedPage, number: int) -> Opened:
    """Return a page opened; raises ScaffoldError when it is no HTML, too large or too deep."""
    where = saved.url or f"page {number}"
    body = saved.body.encode("utf-8", "replace") if isinstance(saved.body, str) else saved.body
    if len(body) > MAX_BYTES:
        raise ScaffoldError(f"{where} is larger than 5 MB: give a page with fewer entries")
    _check_markup(body, where)
    told = {"encoding": "utf-8"} if isinstance(saved.body, str) else {}
    try:
        response = HtmlResponse(saved.url or f"file:///page{number}", body=body, status=saved.status, **told)
        tree = tree_of(response)
    except (ValueError, LookupError) as error:
        raise ScaffoldError(f"{where} cannot be read ({error}): save it again as HTML in UTF-8") from error
    if tree is None or not len(tree.root):
        raise ScaffoldError(f"{where} holds no HTML: save the page again as HTML source")
    if tree.too_deep or sum(1 for _ in tree.root.iter()) > MAX_ELEMENTS:
        raise ScaffoldError(f"{where} is too deeply nested or has too many elements: give a simpler page of the site")
    return Opened(saved, tree, response)


def _check_markup(body: bytes, where: str) -> None:
    head = body[:4096]
    if not body.strip():
        raise ScaffoldError(f"{where} is empty: save the page again")
    if head.count(b"\0") > len(head) // 3 and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScaffoldError(f"{where} is no HTML but a binary file: save the page as HTML source")
    if head.lstrip()[:1] in (b"{", b"[") or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"PK\x03\x04")):
        raise ScaffoldError(f"{where} is no HTML: save the page that people see, as HTML source")
    if not MARKUP.search(body[:200_000].replace(b"\0", b"").decode("latin-1")):
        raise ScaffoldError(f"{where} is no HTML: save the page that people see, as HTML source")


def readdressed(page: Opened, url: str) -> Opened:
    """Return the page as it stands at another address."""
    response = page.response.replace(url=url)
    tree = tree_of(response)
    return Opened(page.saved, tree or page.tree, response)


def _sizes(root: Any) -> tuple[dict[Any, int], dict[Any, int]]:  # noqa: ANN401
    sizes: dict[Any, int] = {}
    linked: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        if not isinstance(element.tag, str) or (element.tag in UNSEEN and element is not root):
            continue
        own = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        sizes[element] = own + sum(sizes.get(child, 0) for child in element)
        linked[element] = sizes[element] if element.tag == "a" else sum(linked.get(child, 0) for child in element)
    return sizes, linked


def _is_frame(page: Opened, element: Any) -> bool:  # noqa: ANN401
    if element.tag in WHOLE_TAGS:
        return False
    if element.tag in FRAME_TAGS:
        return True
    if not class_words(element) & CHROME_CLASSES:
        return False
    return page.size(element) < page.size(page.tree.root) * 0.45


@functools.lru_cache(maxsize=8192)
def _words(names: str) -> frozenset[str]:
    whole = {name.lower() for name in re.split(r"[\s_-]+", names) if name}
    return frozenset(whole | {word.lower() for word in CLASS_WORD.findall(names)})


def class_words(element: Any) -> frozenset[str]:  # noqa: ANN401
    """Return the words in the classes and the id of an element."""
    return _words(f"{element.get('class') or ''} {element.get('id') or ''}")


def _path(element: Any) -> str:  # noqa: ANN401
    return "/".join(one.tag for one in (element, *element.iterancestors()) if isinstance(one.tag, str))


def _picture_text(element: Any) -> str:  # noqa: ANN401
    for image in element.iter("img"):
        if image.get("alt"):
            return SPACE.sub(" ", image.get("alt")).strip()
    return ""


@functools.lru_cache(maxsize=32_768)
def key_of(url: str) -> str:
    """Return what all spellings of an address share."""
    return url_key(url)


def same_host(first: str, second: str) -> bool:
    """Tell whether two addresses are of one site: the same host, or hosts under one registered name."""
    return site_of(first) == site_of(second)


@functools.lru_cache(maxsize=2048)
def site_of(url: str) -> str:
    """Return the registered name of an address, with its port if it has one."""
    from tldextract import TLDExtract

    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    found = _extractor(TLDExtract)(host)
    name = f"{found.domain}.{found.suffix}" if found.suffix else host
    return name if port in (None, 80, 443) else f"{name}:{port}"


@functools.lru_cache(maxsize=1)
def _extractor(kind: Any) -> Any:  # noqa: ANN401
    return kind(suffix_list_urls=(), cache_dir=None)

"""One page as a tree that is parsed once, and the text that a person sees in it."""

from __future__ import annotations

import functools
import html
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from parsel import Selector
from scrapy.http import Response, TextResponse

from crawler.selectors import split, xpath_of
from crawler.urls import joined

MAX_DEPTH = 1000
MAX_REPAIR = 500_000
MAX_PLAIN = 200_000
UNSEEN = ("script", "style", "noscript", "template", "option", "title", "head")
BLOCKS_WORDS = (
    "address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(BLOCKS_WORDS.split())
SPACE = re.compile(r"\s+")
TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
ALL_TEXT = etree.XPath("descendant::text()", smart_strings=False)
UNSEEN_TEXT = etree.XPath(" | ".join(f"descendant::{tag}/text()" for tag in UNSEEN), smart_strings=False)


class Tree:
    """A parsed page. `too_deep` is True when the parser gave up on its nesting: what the tree holds is then a part."""

    def __init__(self, root: Any, source: str, base: TextResponse, blocks: Iterable[Any] = ()) -> None:  # noqa: ANN401 - lxml has no types
        self.root, self.source, self._base = root, source, base
        self._blocks = set(blocks)
        self._outer = {above for block in self._blocks for above in block.iterancestors()} & self._blocks
        self._found: dict[tuple[str, int], tuple[Any, list[Any]]] = {}
        self.too_deep = _last_depth(root) >= MAX_DEPTH

    def all(self, css: str, within: Any = None) -> list[Any]:  # noqa: ANN401
        """Return the elements that a CSS selector finds, in page order; in the whole page `html` is one of them."""
        scope = self.root if within is None else within
        key = (css, id(scope))
        if key not in self._found:
            axis = "descendant-or-self" if scope is self.root else "descendant"
            found = _finder(css, axis)(scope)
            self._found[key] = (scope, [one for one in found if self._owns(scope, one)])
        return self._found[key][1]

    def divided(self, blocks: Iterable[Any]) -> Tree:
        """Return this tree with blocks kept apart: within one of them, what stands in an inner one is not found."""
        return Tree(self.root, self.source, self._base, blocks)

    def _owns(self, scope: Any, element: Any) -> bool:  # noqa: ANN401
        if scope not in self._outer:
            return True
        above = itertools.chain((element,), element.iterancestors())
        return self._blocks.isdisjoint(itertools.takewhile(lambda one: one is not scope, above))

    def values(self, field: str, within: Any = None) -> list[str]:  # noqa: ANN401
        """Return the texts, or attribute values, that `css@attribute` finds; addresses are made absolute."""
        css, attribute = split(field)
        elements = self.all(css, within) if css else [self.root if within is None else within]
        found = (visible_text(one) if attribute is None else self._attribute(one, attribute) for one in elements)
        return [value for value in found if value]

    def _attribute(self, element: Any, name: str) -> str:  # noqa: ANN401
        value = SPACE.sub(" ", element.get(name) or "").strip()
        return self.absolute(value) if value and name in ("href", "src") else value

    def absolute(self, address: str) -> str:
        """Return an address of the page as an absolute one, "" when it is no web address."""
        return joined(self._base.urljoin, address)

    def plain_title(self) -> str:
        """Return the text of the title element, found without the tree."""
        found = TITLE.search(self.source)
        return SPACE.sub(" ", html.unescape(found[1])).strip() if found else ""

    def plain_text(self) -> str:
        """Return the text of a page that the tree does not hold, without its shape, at most MAX_PLAIN characters."""
        return SPACE.sub(" ", html.unescape(HIDDEN.sub(" ", self.source))).strip()[:MAX_PLAIN]


def tree_of(response: Response) -> Tree | None:
    """Return the tree of a page, None when it is no text at all. Scrapy keeps the parsed tree with the response."""
    if not isinstance(response, TextResponse):
        return None
    root = response.selector.root
    if root is None or not hasattr(root, "iter"):
        return None
    return Tree(root, response.text, response)


def repaired(response: Response, tree: Tree) -> Tree | None:
    """Return the tree as html.parser reads it, when lxml lost most of the page's tags; None when it did not."""
    if tree.too_deep or len(tree.source) > MAX_REPAIR or not isinstance(response, TextResponse):
        return None
    if sum(1 for _ in tree.root.iter()) * 4 >= tree.source.count("<") - 4:
        return None
    from bs4 import BeautifulSoup

    again = str(BeautifulSoup(tree.source.replace("<title", "<x-title").replace("</title", "</x-title"), "html.parser"))
    return Tree(Selector(text=again).root, again, response)


def _last_depth(root: Any) -> int:  # noqa: ANN401
    """Follow the last children down, at most MAX_DEPTH steps: where a parser gave up is the end of what it read."""
    depth, element = 0, root
    while depth < MAX_DEPTH and len(element):
        element = element[-1]
        depth += 1
    return depth


@functools.lru_cache(maxsize=2048)
def _finder(css: str, axis: str) -> Any:  # noqa: ANN401
    return etree.XPath(xpath_of(css, axis))


def chunks(element: Any) -> str:  # noqa: ANN401
    """Return the seen text nodes of an element, one a line: quick, and without regard to its shape.

    Asking each node for its parent costs ten times as much as dropping the texts that stand in unseen elements too.
    """
    unseen = set(UNSEEN_TEXT(element))
    return "\n".join(filter(None, (text.strip() for text in ALL_TEXT(element) if text not in unseen)))


def visible_text(element: Any) -> str:  # noqa: ANN401
    """Return what a person reads in an element: blocks on lines of their own, inline parts joined as they stand."""
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(stripped for line in lines if (stripped := SPACE.sub(" ", line).strip()))


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in UNSEEN and node is not element:
                walk.skip_subtree()
                continue
            if node.tag in BLOCKS:
                yield "\n"
            yield SPACE.sub(" ", node.text or "")
            continue
        if event == "end" and node.tag in BLOCKS:
            yield "\n"
        if node is not element:
            yield SPACE.sub(" ", node.tail or "")

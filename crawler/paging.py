"""What a result page tells about how many pages of results there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from scrapy.http import Response

from crawler.tree import Tree, visible_text
from crawler.urls import joined, url_key, with_parameter

PROBE = 987_654_321
SHORTEST_WINDOW = 5


def last_number(tree: Tree, response: Response, address: Callable[[int], str]) -> int | None:
    """Return the number of the last result page, None when the page does not surely show it.

    `address` gives the address of a page by its number. Only links count whose text is the number they lead to. Their
    highest is the last page when numbers before it are left out (1 2 3 ... 87), or when there are fewer than a
    pagination would show if there were more; 1 2 3 4 5 may go on.
    """
    numbers = set(_linked(tree, response, address)) - {1}
    highest = max(numbers, default=None)
    if highest is None:
        return None
    gap = len(numbers) < highest - 1
    return highest if gap or highest < SHORTEST_WINDOW else None


def _linked(tree: Tree, response: Response, address: Callable[[int], str]) -> Iterator[int]:
    pattern = re.compile(re.escape(url_key(address(PROBE))).replace(str(PROBE), r"0*(\d{1,7})"))
    for element in tree.all("a[href], button[name][value]"):
        text = visible_text(element).strip()
        if not (text.isascii() and text.isdigit()):
            continue
        if element.tag == "a":
            url = joined(response.urljoin, element.get("href"))
        else:
            url = with_parameter(response.url, element.get("name", ""), element.get("value", ""))
        found = pattern.fullmatch(url_key(url))
        if found and int(found[1]) == int(text):
            yield int(text)

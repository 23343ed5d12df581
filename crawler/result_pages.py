"""Result pages that are none: beyond the end of the results, or another page over again."""

from __future__ import annotations

from collections.abc import Callable

from scrapy.http import Response

from crawler.failures import GONE
from crawler.index_page import IndexPage
from storage.records import Page
from storage.sampling_records import FrameBasis


class ResultPages:
    """The result pages that a sweep has read so far."""

    def __init__(self) -> None:
        self._shown: set[tuple[str, str, tuple[str, ...]]] = set()

    def again(self, page: Page, index: IndexPage) -> bool:
        """Tell whether a page shows what an earlier one of its stratum did: the results have ended, or never will."""
        shown = tuple(link.native_id or link.url for link in index.links)
        stratum = (str(page.unit.kind), page.unit.stratum) if page.unit else ("", page.query or "")
        known = (*stratum, shown) in self._shown
        if shown:
            self._shown.add((*stratum, shown))
        return known and page.number > 1


def beyond_the_end(response: Response, page: Page, url_key: Callable[[str], str]) -> bool:
    """Tell whether a drawn result page does not exist: the site says so, or sends to another page."""
    if page.number == 1 or not page.unit or page.unit.basis is FrameBasis.WALKED:
        return False
    return response.status in GONE or (response.status < 300 and url_key(response.url) != url_key(page.url))

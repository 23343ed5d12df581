"""The one way a fetch ends without a page: a named reason and a sentence."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from storage.records import PageReason


class PageRefused(IgnoreRequest):
    """A page was not fetched or not read; `reason` is the name the ledger keeps, `detail` says it in words."""

    def __init__(self, reason: PageReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

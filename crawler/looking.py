"""Look at a few pages of a site with all the manners of a sweep, and keep what they are: for preparing a site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import scrapy
from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse, Response, TextResponse
from twisted.python.failure import Failure

from crawler.addresses import netloc_of
from crawler.charset import readable_text
from crawler.failures import failure_reason
from crawler.scrapy_settings import scrapy_settings
from crawler.settings import Config
from crawler.tree import tree_of, visible_text

NOWHERE = "http://saved.invalid/"
IMPATIENT = {"FIELDSIGN_BACKOFF": 0.5, "FIELDSIGN_ROBOTS_PATIENCE": 5.0}
LEAST_TEXT = 300
"""Characters of visible text under which a page with scripts is taken for a shell that only a browser fills."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """One page: its source as text, None when it could not be had (`why` tells); `screenshot` is a JPEG if wanted.

    `drawn` is True when the source is that of the browser, after scripts ran.
    """

    asked: str
    url: str = ""
    status: int = 0
    source: str | None = None
    drawn: bool = False
    screenshot: bytes | None = None
    why: str = ""

    def response(self) -> HtmlResponse:
        """Return the page as a site reads it; a page without an address of its own stands nowhere."""
        body = (self.source or "").encode("utf-8", "replace")
        return HtmlResponse(self.url or NOWHERE, status=self.status or 200, body=body, encoding="utf-8")


def look(
    config: Config,
    urls: Sequence[str],
    *,
    pictures: bool,
    seen: Callable[[Looked], None],
    render: bool = False,
    wait_for: str | None = None,
) -> None:
    """Fetch each page once, plainly, and again in the browser if it is drawn by scripts or a picture is wanted.

    Tells `seen` of each page as it comes. Starts the reactor, so once per process. robots.txt, pace, addresses and
    hosts are kept as in a sweep; no page of another host than the given ones is asked for. A person is waiting, so what
    does not answer is given up sooner. `wait_for` is a selector that is there when a page is drawn.
    """
    process = AsyncCrawlerProcess({**scrapy_settings(config), **IMPATIENT})
    process.crawl(_Looking, urls=urls, pictures=pictures, seen=seen, render=render, wait_for=wait_for)
    process.start()


class _Looking(scrapy.Spider):
    name = "looking"
    urls: Sequence[str]
    pictures: bool
    render: bool
    wait_for: str | None
    seen: Callable[[Looked], None]

    async def start(self) -> AsyncIterator[Request]:
        hosts = frozenset(map(netloc_of, self.urls))
        for url in dict.fromkeys(self.urls):
            yield self._asked(url, hosts, self.parse, self.failed)

    def _asked(self, url: str, hosts: frozenset[str], callback: Any, errback: Any, **meta: Any) -> Request:  # noqa: ANN401
        told = {"allowed_hosts": hosts, "download_slot": netloc_of(url), "handle_httpstatus_all": True, "asked": url}
        return Request(url, callback=callback, errback=errback, meta={**told, **meta}, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Request]:
        """Keep a plain page, or ask the browser for it."""
        source = readable_text(response) if isinstance(response, TextResponse) else None
        if source is None:
            said = (response.headers.get(b"Content-Type") or b"no type").decode("latin-1")
            self.seen(Looked(asked=response.meta["asked"], status=response.status, why=f"it is no page but {said}"))
            return
        plain = Looked(asked=response.meta["asked"], url=response.url, status=response.status, source=source)
        shell = _is_shell(response, source)
        if not (self.pictures or self.render or shell) or response.status >= 400:
            self.seen(plain)
            return
        meta = {"playwright": True, "capture": True, "plain": plain, "wants_source": shell or self.render}
        meta |= {"wait_for": self.wait_for} if self.wait_for else {}
        hosts = response.meta["allowed_hosts"]
        yield self._asked(response.meta["asked"], hosts, self.drawn, self.undrawn, **meta)

    def drawn(self, response: Response) -> None:
        """Keep what the browser showed: its picture, and its source where the plain one is empty."""
        plain: Looked = response.meta["plain"]
        capture = response.meta["captured"]
        wants = response.meta["wants_source"] and capture.html
        source = capture.html.decode("utf-8", "replace") if wants else plain.source
        self.seen(
            Looked(
                asked=plain.asked,
                url=capture.final_url if wants else plain.url,
                status=plain.status,
                source=source,
                drawn=bool(wants),
                screenshot=capture.screenshot,
            )
        )

    def undrawn(self, failure: Failure) -> None:
        """Keep the plain page; there is no picture of it."""
        plain: Looked = failure.request.meta["plain"]  # type: ignore[attr-defined]
        _, why = failure_reason(failure.value)
        self.seen(Looked(asked=plain.asked, url=plain.url, status=plain.status, source=plain.source, why=why))

    def failed(self, failure: Failure) -> None:
        """Say why there is no page."""
        reason, why = failure_reason(failure.value)
        self.seen(Looked(asked=failure.request.meta["asked"], why=f"{reason}: {why}"))  # type: ignore[attr-defined]


def _is_shell(response: Response, source: str) -> bool:
    tree = tree_of(response)
    return tree is not None and "<script" in source and len(visible_text(tree.root)) < LEAST_TEXT

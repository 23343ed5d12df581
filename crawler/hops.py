"""Every document that a browser page is about to ask for is checked before it is sent, redirect hops included."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from crawler.bodies import is_download, is_unsized, read_body
from crawler.proxy import TROUBLE
from crawler.refusal import PageRefused
from storage.records import PageReason

Check = Callable[[str], Awaitable[None]]

MOST_HOPS = 20
SAME_PAGE = 4
SOON = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server said of a document before its body: header names in lower case."""

    status: int
    headers: dict[str, str]


class Hops:
    """The document requests of one page. `visited` are the addresses of the main frame in order, `answer` the last
    one's answer, which the browser itself keeps back when an error has no body, `held_back` where the page wanted to go
    after it was held.

    CDP's Fetch domain, limited to documents, stops a hop before it is sent and leaves the cache alone, which
    Playwright's routing does not. Refusing the main frame's document ends the load by `refusal`; that of an inner
    frame leaves the frame empty.
    """

    def __init__(self, cdp: CDPSession, main: str, max_body: int) -> None:
        self.cdp, self._main, self._max_body = cdp, main, max_body
        self._tasks: set[asyncio.Task[None]] = set()
        self.begin(_nothing_allowed)

    @classmethod
    async def watch(cls, page: Page, max_body: int) -> Hops:
        """Begin to watch a page that has not been used yet."""
        cdp = await page.context.new_cdp_session(page)
        tree = await cdp.send("Page.getFrameTree")
        hops = cls(cdp, tree["frameTree"]["frame"]["id"], max_body)
        cdp.on("Fetch.requestPaused", hops._paused)
        cdp.on("Page.frameScheduledNavigation", hops._scheduled)
        cdp.on("Page.frameNavigated", hops._navigated)
        stopped = [("Document", "Request"), ("Document", "Response"), ("Media", "Request")]
        patterns = [{"resourceType": kind, "requestStage": stage} for kind, stage in stopped]
        await asyncio.gather(cdp.send("Page.enable"), cdp.send("Fetch.enable", {"patterns": patterns}))
        return hops

    def begin(self, check: Check) -> None:
        """Forget the last load; `check` raises PageRefused for a document that must not be asked for."""
        self._check = check
        self._first = True
        self.visited: list[str] = []
        self.answer: Answer | None = None
        self.held_back: str | None = None
        self._held = False
        self._leading = False
        self._arrived = asyncio.Event()
        self._often: Counter[str] = Counter()
        self.refusal: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def refuse(self, refusal: PageRefused) -> None:
        """End the load that is under way."""
        if not self.refusal.done():
            self.refusal.set_exception(refusal)
            self.refusal.exception()

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._decide(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def hold(self) -> None:
        """Let the page go nowhere any more: what was read and what is photographed are one document."""
        self._held = True

    def leads_on(self, asked: int) -> bool:
        """Tell whether the page has moved since `asked` documents had been asked for, or is about to."""
        return self._leading or len(self.visited) > asked

    async def arrival(self, most: float) -> None:
        """Wait until the page shows where it leads, `most` seconds; a download or an empty answer leads nowhere."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._arrived.wait(), most)
        self._leading = False

    def _scheduled(self, event: dict[str, Any]) -> None:
        again = event["delay"] > 0 and self.visited[-1:] == [event["url"]]
        if event["frameId"] == self._main and event["delay"] <= SOON and not again:
            self._leading = True
            self._arrived.clear()

    def _navigated(self, event: dict[str, Any]) -> None:
        if event["frame"]["id"] == self._main:
            self._arrived.set()

    async def _decide(self, event: dict[str, Any]) -> None:
        main = event.get("frameId") == self._main
        answered = "responseStatusCode" in event or "responseErrorReason" in event
        try:
            await (self._receive if answered else self._ask)(event, main=main)
        except PageRefused as refusal:
            if main and not self._held:
                self.refuse(refusal)
            await self._fail(event, "BlockedByClient")
        except PlaywrightError:
            # the page is gone and its request with it, or the answer broke off in the middle
            await self._fail(event, "ConnectionClosed")

    async def _ask(self, event: dict[str, Any], *, main: bool) -> None:
        url = event["request"]["url"]
        if event.get("resourceType") == "Media":
            await self._fail(event, "BlockedByClient")
            return
        if main and self._held:
            self.held_back = url
            await self._fail(event, "Aborted")
            return
        if main:
            self._note(url)
        # the first document was checked before the page was taken, and its robots.txt may not be asked for twice
        first, self._first = self._first and main, self._first and not main
        if not first and url.partition(":")[0] in ("http", "https"):
            await self._check(url)
        await self.cdp.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    async def _receive(self, event: dict[str, Any], *, main: bool) -> None:
        """Pass an answer on, its size counted where its head does not tell it."""
        if main and is_download(event):
            if len(self.visited) == 1:
                raise PageRefused(PageReason.NOT_HTML, "the address is a download")
            self._arrived.set()
            await self._fail(event, "Aborted")
            return
        if main:
            self._answered(event)
        if is_unsized(event, self._max_body):
            await self.cdp.send("Fetch.fulfillRequest", await read_body(self.cdp, event, self._max_body))
        else:
            await self.cdp.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    def _answered(self, event: dict[str, Any]) -> None:
        headers = {line["name"].lower(): line["value"] for line in event.get("responseHeaders", ())}
        if TROUBLE in headers:
            self.refuse(PageRefused(PageReason.NETWORK, headers[TROUBLE]))
        elif "responseStatusCode" in event:
            self.answer = Answer(status=event["responseStatusCode"], headers=headers)

    def _note(self, url: str) -> None:
        self._leading = False
        self._arrived.clear()
        self.visited.append(url)
        self._often[url] += 1
        if len(self.visited) > MOST_HOPS or self._often[url] > SAME_PAGE:
            raise PageRefused(PageReason.REDIRECT_LOOP, f"the page keeps leading to {url}")

    async def _fail(self, event: dict[str, Any], why: str) -> None:
        with suppress(PlaywrightError):
            await self.cdp.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": why})


async def _nothing_allowed(url: str) -> None:
    raise PageRefused(PageReason.ABORTED, f"{url} was asked for by a page that should be idle")

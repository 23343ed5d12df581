"""Every document that a browser page is about to ask for is checked before it is sent, redirect hops included."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from crawler.proxy import TROUBLE
from crawler.refusal import PageRefused
from storage.records import PageReason

Check = Callable[[str], Awaitable[None]]

MOST_HOPS = 20
SAME_PAGE = 4
WEIGH_AFTER = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server said of a document before its body: header names in lower case."""

    status: int
    headers: dict[str, str]


class Hops:
    """The document requests of one page. `visited` are the addresses of the main frame in order, `answer` the last
    one's answer, which the browser itself keeps back when an error has no body.

    CDP's Fetch domain, limited to documents, stops a hop before it is sent and leaves the cache alone, which
    Playwright's routing does not. Refusing the main frame's document ends the load by `refusal`; that of an inner
    frame leaves the frame empty.
    """

    def __init__(self, cdp: CDPSession, max_body: int) -> None:
        self.cdp, self._max_body = cdp, max_body
        self._main = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self.begin(_nothing_allowed)

    @classmethod
    async def watch(cls, page: Page, max_body: int) -> Hops:
        """Begin to watch a page that has not been used yet."""
        cdp = await page.context.new_cdp_session(page)
        hops = cls(cdp, max_body)
        cdp.on("Fetch.requestPaused", hops._paused)
        cdp.on("Network.dataReceived", hops._received)
        stopped = [("Document", "Request"), ("Document", "Response"), ("Media", "Request")]
        patterns = [{"resourceType": kind, "requestStage": stage} for kind, stage in stopped]
        await cdp.send("Fetch.enable", {"patterns": patterns})
        return hops

    def begin(self, check: Check) -> None:
        """Forget the last load; `check` raises PageRefused for a document that must not be asked for."""
        self._check = check
        self._first = True
        self.visited: list[str] = []
        self.answer: Answer | None = None
        self._sizes: Counter[str] = Counter()
        self._document = ""
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

    async def weigh(self) -> None:
        """Count the bytes of a load that takes its time; a quick one cannot be too large. Never returns by itself."""
        await asyncio.sleep(WEIGH_AFTER)
        try:
            await self._send("Network.enable", {})
            await asyncio.Event().wait()
        finally:
            await self._send("Network.disable", {})

    async def _decide(self, event: dict[str, Any]) -> None:
        if event.get("resourceType") == "Media":
            await self._send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"})
            return
        if "responseStatusCode" in event or "responseErrorReason" in event:
            if event.get("frameId") == self._main:
                self._answered(event)
            await self._send("Fetch.continueRequest", {"requestId": event["requestId"]})
            return
        if self._first:
            self._main = event.get("frameId", "")
        url, main = event["request"]["url"], event.get("frameId") == self._main
        try:
            if main:
                self._note(event, url)
            await self._pass(url, main=main)
        except PageRefused as refusal:
            if main:
                self.refuse(refusal)
            await self._send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "BlockedByClient"})
            return
        await self._send("Fetch.continueRequest", {"requestId": event["requestId"]})

    def _answered(self, event: dict[str, Any]) -> None:
        headers = {line["name"].lower(): line["value"] for line in event.get("responseHeaders", ())}
        if TROUBLE in headers:
            self.refuse(PageRefused(PageReason.NETWORK, headers[TROUBLE]))
        elif "responseStatusCode" in event:
            self.answer = Answer(status=event["responseStatusCode"], headers=headers)

    async def _pass(self, url: str, *, main: bool) -> None:
        # the first document was checked before the page was taken, and its robots.txt may not be asked for twice
        first, self._first = self._first and main, self._first and not main
        if not first and url.partition(":")[0] in ("http", "https"):
            await self._check(url)

    def _note(self, event: dict[str, Any], url: str) -> None:
        self._document = event.get("networkId", "")
        self.visited.append(url)
        self._often[url] += 1
        if len(self.visited) > MOST_HOPS or self._often[url] > SAME_PAGE:
            raise PageRefused(PageReason.REDIRECT_LOOP, f"the page keeps leading to {url}")

    def _received(self, event: dict[str, Any]) -> None:
        request = event["requestId"]
        self._sizes[request] += event["dataLength"]
        if request == self._document and self._sizes[request] > self._max_body:
            self.refuse(PageRefused(PageReason.TOO_LARGE, f"the page is larger than {self._max_body} bytes"))

    async def _send(self, command: str, what: dict[str, Any]) -> None:
        try:
            await self.cdp.send(command, what)
        except PlaywrightError:
            # the page is gone, and its request with it
            return


async def _nothing_allowed(url: str) -> None:
    raise PageRefused(PageReason.ABORTED, f"{url} was asked for by a page that should be idle")

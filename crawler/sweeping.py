"""The flow of one sweep: planned pages in, requests out, what was seen into the store."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.charset import readable
from crawler.declared_values import READ_FIELDS
from crawler.failures import failure_reason, response_reason
from crawler.frame import Frame, draw_listings, first_pages, further_pages, known_unit
from crawler.index_page import IndexPage
from crawler.result_pages import ResultPages, beyond_the_end
from crawler.sampling import drawn, rank
from crawler.settings import Config
from crawler.tally import Report, Tally
from rules import Match, RuleSet
from storage.errors import StorageError
from storage.records import Capture, Degraded, Listing, Page, PageKind, PageReason, PlannedPage, Sweep
from storage.sampling_records import IndexCounts, Read
from storage.store import Store
from storage.texts import content_sha256

if TYPE_CHECKING:
    from crawler.site import Site

log = logging.getLogger(__name__)

Found = list[tuple[Listing, tuple[Match, ...]]]
Callback = Callable[[Response], Iterator[Request]]

CAPTURES_FIRST, LISTINGS_NEXT, TURNS = 20, 10, 1000


class Sweeping:
    """One sweep of one site. `report` gets a dict for every step, for whoever shows progress."""

    def __init__(self, config: Config, store: Store, rules: RuleSet, sweep: Sweep, report: Report) -> None:
        self.config, self.store, self.rules, self.sweep = config, store, rules, sweep
        self.frame = Frame.recalled(sweep.plan)
        self._shown = ResultPages()
        self.tally = Tally(sweep.site, report)
        self.stopped_by: StorageError | None = None
        self.render: set[PageKind] = set()
        self.stopping = False
        self.site: Site

    async def start(self) -> AsyncIterator[Request]:
        """The requests a sweep begins with: what the ledger still has planned, or the first index pages."""
        if self.site.render:
            self.render.update(PageKind)
        self.tally.recall(self.store.totals(self.sweep.id))
        pages = self.store.planned_pages(self.sweep.id)
        if not pages and not self.tally.planned:
            pages = self._plan(first_pages(self.frame, type(self.site), self.sweep.seed))
        for page in pages:
            for request in self._within_budget(page):
                yield request
        self.tally.say("begun")

    def _plan(self, pages: Iterable[PlannedPage]) -> list[Page]:
        planned = self.store.plan_pages(self.sweep.id, pages)
        self.tally.planned += len(planned)
        return planned

    def _within_budget(self, page: Page) -> Iterator[Request]:
        budget = self.frame.page_budget
        if self.tally.asked + self.tally.fetched >= budget:
            self._stop(page, PageReason.BUDGET, f"the sweep's page budget of {budget} is used up")
            return
        self.tally.asked += 1
        yield self._request(page, render=page.kind in self.render)

    def _request(self, page: Page, *, render: bool) -> Request:
        callback = self._read_index if page.kind is PageKind.INDEX else self._read_listing
        meta: dict[str, Any] = {"page": page, "playwright": render}
        if render:
            meta["wait_for"] = self.site.sign_of(page.kind)
        url = page.url if render or page.kind is PageKind.INDEX else self.site.data_url(page.url)
        return self._asked(url, callback, meta, LISTINGS_NEXT if page.kind is PageKind.LISTING else self._turn(page))

    def _turn(self, page: Page) -> int:
        """Result pages come in random order, so that what moves between them is missed no more than doubled."""
        return -1 - int.from_bytes(rank(self.sweep.seed, f"turn:{page.url}")[:2], "big") % TURNS

    def _asked(self, url: str, callback: Callback, meta: dict[str, Any], priority: int) -> Request:
        parts = urlsplit(url)
        meta |= {
            "allowed_hosts": self.site.allowed_hosts,
            "download_slot": parts.netloc,
            "handle_httpstatus_all": True,
        }
        return Request(
            url,
            callback=self._guarded(callback),
            errback=self._failed if not meta.get("capture") else self._guarded_failure,
            meta=meta,
            priority=priority,
            dont_filter=True,
        )

    def _guarded(self, callback: Callback) -> Callback:
        """A page that our own code or a site file chokes on ends with a name, and the sweep goes on."""

        def guarded(response: Response) -> Iterator[Request]:
            page: Page = response.meta["page"]
            try:
                yield from list(callback(response))
            except StorageError as error:
                self.stopped_by = error
                raise CloseSpider("storage") from error
            except Exception as error:
                log.exception("reading %s", page.url)
                where = traceback.extract_tb(error.__traceback__)[-1]
                detail = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
                self._stop(page, PageReason.INTERNAL, detail, failed=True)

        return guarded

    def _read_index(self, response: Response) -> Iterator[Request]:
        page: Page = response.meta["page"]
        if beyond_the_end(response, page, self.site.url_key):
            self.store.page_index_done(page, IndexCounts(blank=True))
            self.tally.page(page.url)
            return
        if self._refused(response, page):
            return
        response = readable(response)
        index = self.site.read_index(response)
        if self._shown.again(page, index):
            self.store.event(self.sweep.id, "repeated_page", f"{page.url}: shows the same listings as another page")
            index = IndexPage()
        if not index.links and not index.empty and page.number == 1:
            yield from self._again_in_browser(response, page, "no listing links in the page")
            return
        self._rendered(response, page)
        site, seed = type(self.site), self.sweep.seed
        drawn = draw_listings(self.frame, site, seed, page, index)
        plan = [*drawn.pages, *further_pages(self.frame, site, seed, page, index)]
        unit = known_unit(self.frame, site, page, index)
        pages = self.store.page_index_done(page, drawn.counts, plan=plan, slots=drawn.slots, unit=unit)
        self.tally.planned += len(pages)
        self.tally.page(page.url)
        for planned in pages:
            yield from self._within_budget(planned)

    def _read_listing(self, response: Response) -> Iterator[Request]:
        page: Page = response.meta["page"]
        if self._refused(response, page):
            return
        response = readable(response)
        listings = self.site.read_listings(response, _now())
        if not listings:
            yield from self._again_in_browser(response, page, "no listing in the page")
            return
        self._rendered(response, page)
        found = self._match(listings)
        if not found:
            self._unmatched(page, listings)
        elif all(self._same_as_before(listing) for listing, _ in found):
            again = [listing for listing, _ in found]
            self.store.page_seen_again(page, listings_seen=len(listings), again=again, read=self._told(listings))
            self.tally.page(page.url, listings=len(listings), again=len(found))
        else:
            meta = {"page": page, "playwright": True, "capture": True, "scanned": response}
            meta["wait_for"] = self.site.sign_of(page.kind)
            shown = response.url if self.site.data_url(page.url) == page.url else page.url
            yield self._asked(shown, self._keep, meta, CAPTURES_FIRST)

    def _keep(self, response: Response) -> Iterator[Request]:
        """Keep what the capture shows: it is matched again on exactly what was archived and photographed."""
        capture: Capture = response.meta["captured"]
        scanned: Response = response.meta["scanned"]
        if Degraded.NO_SOURCE in capture.degraded or response_reason(response):
            self._keep_scan(scanned, capture)
            return iter(())
        listings = self.site.read_listings(readable(response), capture.taken_at)
        self._record(response.meta["page"], capture, listings, self.site.read_listings(scanned, capture.taken_at))
        return iter(())

    def _record(
        self, page: Page, capture: Capture, listings: Sequence[Listing], scanned: Sequence[Listing] = ()
    ) -> None:
        found = self._match(listings)
        if not found:
            self.store.event(self.sweep.id, "changed_before_capture", page.url)
            self._unmatched(page, listings)
            return
        told = self._told(listings)
        kept = self.store.record_captured(page, capture, found, len(listings), scanned=scanned, read=told)
        new = sum(ref.is_new for ref in kept)
        self.tally.page(page.url, listings=len(listings), findings=new, again=len(kept) - new)

    def _keep_scan(self, scanned: Response, capture: Capture | None = None, why: str = "") -> None:
        """The browser could not show the page: the finding is kept with the source of the scan, marked degraded."""
        page: Page = scanned.meta["page"]
        degraded = capture.degraded if capture else (Degraded.NO_BROWSER, Degraded.NO_SCREENSHOT)
        kept = Capture(
            taken_at=_now(),
            url=page.url,
            final_url=scanned.url,
            status=scanned.status,
            html=scanned.body,
            text="",
            screenshot=capture.screenshot if capture and not response_reason(scanned) else None,
            degraded=tuple(dict.fromkeys((*degraded, Degraded.NO_SCREENSHOT))),
            notes=(*(capture.notes if capture else ()), why or "the browser's load gave no page", "source of the scan"),
        )
        self._record(page, kept, self.site.read_listings(scanned, kept.taken_at))

    def _guarded_failure(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        if self.stopping:
            return iter(())
        reason, detail = failure_reason(failure.value)
        self.store.event(self.sweep.id, "capture_failed", f"{request.url}: {reason}: {detail}")

        def keep(scanned: Response) -> Iterator[Request]:
            self._keep_scan(scanned, why=f"{reason}: {detail}")
            return iter(())

        return self._guarded(keep)(request.meta["scanned"])

    def _failed(self, failure: Failure) -> None:
        if self.stopping:
            return
        page: Page = failure.request.meta["page"]  # type: ignore[attr-defined]
        reason, detail = failure_reason(failure.value)
        self._stop(page, reason, detail, failed=reason not in SKIPS)

    def _again_in_browser(self, response: Response, page: Page, lack: str) -> Iterator[Request]:
        if response.meta.get("playwright") or self.site.render is False:
            self._stop(page, PageReason.NO_LISTING, lack, failed=True)
            return
        self.store.event(self.sweep.id, "browser_needed", f"{page.url}: {lack}")
        yield self._request(page, render=True)

    def _rendered(self, response: Response, page: Page) -> None:
        """Where the browser showed what the plain page lacked, pages of that kind go to it from now on."""
        if response.meta.get("playwright"):
            self.render.add(page.kind)

    def _refused(self, response: Response, page: Page) -> bool:
        named = response_reason(response, reads_json=self.site.reads_json)
        if named:
            self._stop(page, named[0], named[1], failed=named[0] not in SKIPS)
        return named is not None

    def _match(self, listings: Sequence[Listing]) -> Found:
        today = _now().date()
        matched = ((listing, self.rules.match(listing.fields(), today)) for listing in listings)
        return [(listing, matches) for listing, matches in matched if matches]

    def _unmatched(self, page: Page, listings: Sequence[Listing]) -> None:
        audit = [one for one in listings if drawn(self.sweep.seed, one.native_id, self.frame.audit_rate)]
        self.store.page_unmatched(page, listings_seen=len(listings), audit=audit, read=self._told(listings))
        self.tally.page(page.url, listings=len(listings))

    def _told(self, listings: Sequence[Listing]) -> Read:
        """How many listings of a page have each field, and how many searches would show it."""
        filled = {name: sum(bool(getattr(one, name)) for one in listings) for name in READ_FIELDS}
        text = "\n".join(part for one in listings for part in (one.title, one.text))
        return Read(fields=filled, multiplicity=self.frame.multiplicity(text))

    def _same_as_before(self, listing: Listing) -> bool:
        known = self.store.known(listing.site, listing.native_id)
        return bool(known and known.has_good_capture and known.content_sha256 == content_sha256(listing))

    def _stop(self, page: Page, reason: PageReason, detail: str, *, failed: bool = False) -> None:
        self.store.page_stopped(page, reason, detail, failed=failed)
        self.tally.skip(page.url, reason, detail)


SKIPS = frozenset(
    {
        PageReason.ADDRESS_REFUSED,
        PageReason.BLOCKED,
        PageReason.BUDGET,
        PageReason.NOT_FOUND,
        PageReason.OFFSITE_REDIRECT,
        PageReason.RETRY_LATER,
        PageReason.ROBOTS_DELAY,
        PageReason.ROBOTS_DISALLOWED,
        PageReason.ROBOTS_UNREACHABLE,
    }
)
"""Reasons by which we, or the site, chose not to have the page fetched; every other reason is a failure."""


def _now() -> datetime:
    return datetime.now(UTC)

"""What a sweep has done so far, for whoever shows progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from storage.records import PageReason, SweepTotals

Report = Callable[[dict[str, Any]], None]


class Tally:
    """Counts of one sweep in pages, listings and findings; `report` gets all of them at every step.

    `asked` counts pages under way: they are within the page budget, and not yet fetched.
    """

    def __init__(self, site: str, report: Report) -> None:
        self.site, self._report = site, report
        self.planned = self.asked = self.fetched = self.listings = self.findings = self.again = 0
        self.skips: Counter[PageReason] = Counter()

    def recall(self, totals: SweepTotals) -> None:
        """Carry on the counts of a sweep that was stopped before."""
        self.planned, self.fetched = totals.pages_planned, totals.pages_fetched
        self.listings, self.findings, self.again = totals.listings_seen, totals.findings_new, totals.findings_again
        self.skips.update(totals.skips)

    def page(self, url: str, *, listings: int = 0, findings: int = 0, again: int = 0) -> None:
        """A page was fetched and read."""
        self.fetched += 1
        self.asked -= 1
        self.listings += listings
        self.findings += findings
        self.again += again
        self.say("page", url=url)

    def skip(self, url: str, reason: PageReason, detail: str) -> None:
        """A page was not fetched or not read."""
        self.skips[reason] += 1
        self.say("skip", url=url, reason=reason, detail=detail)

    def say(self, event: str, **more: str) -> None:
        """Report a step with all counts."""
        self._report(
            {
                "event": event,
                "site": self.site,
                "planned": self.planned,
                "fetched": self.fetched,
                "listings": self.listings,
                "findings": self.findings,
                "again": self.again,
                "skips": dict(self.skips),
                **more,
            }
        )

"""Which part of a site is no longer found, since when, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.declared_values import READ_FIELDS
from crawler.health import LEAST_COVERAGE, lost_since, usual_coverage
from crawler.looking import Looked
from crawler.scaffold import SavedPage, ScaffoldError, propose
from crawler.site import Site
from storage.health_records import SiteHealth

DRIFTED = ("drifted", "finds nothing today")


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """How one part of a site stands: `usual` and `last` coverage in its sweeps, `today` what a live page gives.

    `since` is when the first sweep of the row of bad ones began; `instead` is a selector to try.
    """

    part: str
    selector: str
    state: str
    usual: float | None = None
    last: float | None = None
    since: datetime | None = None
    today: str | None = None
    instead: str | None = None

    @property
    def drifted(self) -> bool:
        """Tell whether the part needs a person."""
        return self.state in DRIFTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """What the site shows now: an index page and some of the listings that it links to."""

    index: Looked
    listings: Sequence[Looked]

    @property
    def pages(self) -> list[Looked]:
        """All pages that could be read."""
        return [one for one in (self.index, *self.listings) if one.source is not None]


def diagnosed(site: type[Site], history: Sequence[SiteHealth], today: Today | None) -> list[Diagnosis]:
    """Return how each part of a site stands: by its sweeps, newest first, and by what it shows today if known."""
    return [*_index(site, today), *(_field(site, field, history, today) for field in READ_FIELDS)]


def _index(site: type[Site], today: Today | None) -> Iterator[Diagnosis]:
    if today is None:
        return
    index = site().read_index(today.index.response())
    found = len({link.native_id for link in index.links})
    state = "right" if found or index.empty else "finds nothing today"
    told = f"{found} listings" if found else "the page says that there is nothing" if index.empty else "nothing"
    instead = _proposed(site, today, "links") if state != "right" else None
    yield Diagnosis(part="links", selector=site.links, state=state, today=told, instead=instead)


def _field(site: type[Site], field: str, history: Sequence[SiteHealth], today: Today | None) -> Diagnosis:
    last = history[0] if history else None
    usual, since = usual_coverage(field, history[1:]), lost_since(field, history)
    share = last.filled.get(field, 0) / last.listings if last and last.listings else None
    read = _read_today(site, field, today)
    wanted = field in site.fields or (usual or 0.0) >= LEAST_COVERAGE
    if read is None:
        state = "drifted" if since else "not declared" if not wanted else "right" if share else "not looked at"
    else:
        state = "right" if read else "finds nothing today" if wanted else "not declared"
    return Diagnosis(
        part=field,
        selector=site.fields.get(field, "structured data" if wanted else "not declared"),
        state=state,
        usual=usual,
        last=share,
        since=since,
        today=read if today else None,
        instead=_proposed(site, today, f"fields.{field}") if state in DRIFTED else None,
    )


def _read_today(site: type[Site], field: str, today: Today | None) -> str | None:
    """What is read of a field on today's listings, "" when nothing is; None when no listing could be read."""
    if today is None:
        return None
    now = datetime.now(UTC)
    read = [one for page in today.listings if page.source for one in site().read_listings(page.response(), now)]
    values = [value for one in read if (value := getattr(one, field))]
    if not read and not any(page.source for page in today.listings):
        return None
    first = values[0] if values else ""
    return str(getattr(first, "raw", first[0] if isinstance(first, tuple) else first))[:120]


def _proposed(site: type[Site], today: Today | None, part: str) -> str | None:
    """What the shape of today's pages suggests for a part; None when nothing can be told."""
    if today is None:
        return None
    pages = [SavedPage(url=one.url, body=one.source or "", status=one.status) for one in today.pages]
    try:
        found = propose(pages, name=site.name).parts.get(part)
    except ScaffoldError:
        return None
    return str(found.value) if found and found.value is not None else None

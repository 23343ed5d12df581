"""What a sweep samples from: the result pages of its categories and searches, and which of them are looked at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from crawler.sampling import choose, drawn_pages, inclusion_of, rank
from crawler.urls import filled
from storage.records import Page, PageKind, PlannedPage
from storage.sampling_records import FrameBasis, IndexCounts, Slot, StratumKind, Unit

if TYPE_CHECKING:
    from crawler.index_page import IndexPage, Link
    from crawler.settings import Plan
    from crawler.site import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What one sweep samples from, fixed when it begins: search words, category addresses with `{page}`, and sizes.

    Of each stratum's first `depth` result pages `pages` are looked at, and `listings` on each of them.
    """

    queries: tuple[str, ...]
    categories: tuple[str, ...]
    pages: int
    depth: int
    listings: int
    audit_rate: float
    page_budget: int

    @classmethod
    def of(cls, plan: Plan, queries: Sequence[str], categories: Sequence[str]) -> Frame:
        """Return the frame of a plan on a site whose words and categories are known."""
        return cls(
            queries=tuple(dict.fromkeys(queries)),
            categories=tuple(dict.fromkeys(categories)),
            pages=plan.pages,
            depth=plan.depth,
            listings=plan.listings,
            audit_rate=plan.audit_rate,
            page_budget=plan.page_budget,
        )

    @classmethod
    def recalled(cls, document: Mapping[str, Any]) -> Frame:
        """Return the frame that `document` wrote."""
        told = {name: document[name] for name in cls.__dataclass_fields__}
        return cls(**{**told, "queries": tuple(told["queries"]), "categories": tuple(told["categories"])})

    def document(self) -> dict[str, Any]:
        """Return what is stored with a sweep."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """The hash of what decides which listings can come into the sample; budget and audit do not."""
        decides = {**self.document(), "audit_rate": None, "page_budget": None}
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    def multiplicity(self, text: str) -> int:
        """Return how many of the searches would show a listing of this text: those whose words all stand in it.

        At least 1. What a site's own search would find is not known; its words are the best that can be told.
        """
        folded = text.casefold()
        return max(1, sum(all(word in folded for word in query.casefold().split()) for query in self.queries))


def strata_of(frame: Frame, site: type[Site]) -> Iterator[tuple[Unit, str]]:
    """Yield each stratum of a frame as a unit, with the template of its result pages."""
    for template in frame.categories:
        yield _unit(frame, template, StratumKind.CATEGORY, template), template
    for query in frame.queries:
        if site.search:
            yield _unit(frame, query, StratumKind.SEARCH, site.search), site.search


def _unit(frame: Frame, stratum: str, kind: StratumKind, template: str) -> Unit:
    drawn = is_drawn(frame, template)
    basis = FrameBasis.PLAN if drawn else FrameBasis.WALKED
    return Unit(stratum=stratum, kind=kind, frame_pages=frame.depth if drawn else frame.pages, basis=basis)


def is_drawn(frame: Frame, template: str) -> bool:
    """Tell whether result pages are drawn at random: there are more than are looked at, and any can be asked for."""
    return "{page}" in template and frame.depth > frame.pages


def first_pages(frame: Frame, site: type[Site], seed: int) -> list[PlannedPage]:
    """Return the first result page of every stratum, in random order: what a budget cuts off is then cut at random."""
    planned = [_index_page(site, template, unit, 1, 1.0) for unit, template in strata_of(frame, site)]
    return sorted(planned, key=lambda page: rank(seed, f"order:{page.key}"))


def _index_page(site: type[Site], template: str, unit: Unit, number: int, inclusion: float) -> PlannedPage:
    query = unit.stratum if unit.kind is StratumKind.SEARCH else None
    url = filled(template, query=query, page=number)
    return PlannedPage(
        kind=PageKind.INDEX,
        url=url,
        key=site.url_key(url),
        query=query,
        number=number,
        inclusion=inclusion,
        unit=unit,
    )


def known_unit(frame: Frame, site: type[Site], page: Page, index: IndexPage) -> Unit | None:
    """Return what a page's stratum is after this page was read: the site may have shown where its results end."""
    if page.unit is None:
        return None
    if not is_drawn(frame, site.template_of(page)):
        ended = not index.next_url and page.number <= frame.pages
        return replace(page.unit, frame_pages=page.number, basis=FrameBasis.SHOWN) if ended else page.unit
    last = 1 if page.number == 1 and not index.next_url else index.last
    if page.number > 1 or last is None:
        return page.unit
    return replace(page.unit, frame_pages=min(last, frame.depth), basis=FrameBasis.SHOWN)


def further_pages(frame: Frame, site: type[Site], seed: int, page: Page, index: IndexPage) -> list[PlannedPage]:
    """Return the result pages that come after this one: the drawn ones after the first, else the next one."""
    template, unit = site.template_of(page), known_unit(frame, site, page, index)
    if unit is None:
        return []
    if is_drawn(frame, template):
        numbers = drawn_pages(seed, unit.stratum, unit.frame_pages, frame.pages) if page.number == 1 else ()
        return [
            _index_page(site, template, unit, number, inclusion_of(number, unit.frame_pages, frame.pages))
            for number in numbers[1:]
        ]
    if not index.next_url or page.number >= frame.pages:
        return []
    following = PlannedPage(
        kind=PageKind.INDEX,
        url=index.next_url,
        key=site.url_key(index.next_url),
        query=page.query,
        number=page.number + 1,
        unit=unit,
    )
    return [following]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """What is taken from one result page: the listing pages to plan, the drawn slots, and the counts."""

    pages: list[PlannedPage]
    slots: list[Slot]
    counts: IndexCounts


def draw_listings(frame: Frame, site: type[Site], seed: int, page: Page, index: IndexPage) -> Drawn:
    """Return the listings to look at: a seeded sample of the ordinary slots, and all whose place was paid for.

    A promoted listing has its ordinary place too, so its paid slot is not drawn from; it is looked at all the same.
    """
    ordinary = {_key(site, link): link for link in index.links if not link.promoted}
    promoted = {_key(site, link): link for link in index.links if link.promoted}
    chosen = choose(ordinary, frame.listings, seed)
    share = len(chosen) / len(ordinary) if ordinary else 1.0
    wanted = {**{key: promoted[key] for key in promoted}, **{key: ordinary[key] for key in ordinary if key in chosen}}
    slots = [
        Slot(key=f"listing {key}", position=place, inclusion=share)
        for place, key in enumerate(ordinary, 1)
        if key in chosen
    ]
    counts = IndexCounts(
        links_found=len({*ordinary, *promoted}),
        links_sampled=len(wanted),
        slots=len(ordinary),
        promoted=len(promoted),
        blank=not index.links,
        shown=tuple(rank(seed, key).hex()[:12] for key in ordinary),
    )
    pages = [_listing_page(page, key, link, share) for key, link in wanted.items()]
    return Drawn(pages=pages, slots=slots, counts=counts)


def _key(site: type[Site], link: Link) -> str:
    return link.native_id or site.url_key(link.url)


def _listing_page(page: Page, key: str, link: Link, share: float) -> PlannedPage:
    return PlannedPage(
        kind=PageKind.LISTING,
        url=link.url,
        key=f"listing {key}",
        query=page.query,
        number=page.number,
        native_id=link.native_id,
        inclusion=1.0 if link.promoted else share,
    )

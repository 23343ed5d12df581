"""What a plan means on one site before it is swept: its pages, its time, and the interval to expect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.frame import Frame, is_drawn, strata_of
from crawler.run import framed
from crawler.settings import Config, Plan
from crawler.site import Site
from measure.prevalence import PLANNED_DEFF, Kind, Prevalence, expected_interval
from measure.sampled import prevalences
from rules import RuleSet
from storage.kept import read_only
from storage.sampling_records import StratumKind
from storage.store import Store
from storage.workspace import Workspace

ASSUMED_SHARE, ASSUMED_SLOTS = 0.02, 20.0
KINDS: dict[Kind, str] = {"category": "categories", "search": "searches"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """What a plan means on one site; `last` are the estimates of its last sweep, by kind."""

    site: type[Site]
    plan: Plan
    frame: Frame
    pages: dict[Kind, int]
    drawn: bool
    slots: float
    listings: int
    seconds: float
    measured: bool
    last: dict[Kind, Prevalence]
    last_sweep: str | None


def outlook_of(workspace: Workspace, config: Config, site: type[Site], rules: RuleSet, plan: Plan) -> Outlook:
    """Return what a plan means on a site; what its last sweep measured stands for what is assumed."""
    frame = framed(config, site, rules, plan)
    strata = list(strata_of(frame, site))
    pages = {kind: sum(unit.kind is StratumKind(kind) for unit, _ in strata) * frame.pages for kind in KINDS}
    with Store.open(workspace, practice=config.practice) as store:
        sweeps = [
            row for row in store.sweeps_by(plan.name, site.name) if row["outcome"] in ("done", "outside_expected")
        ]
    last = sweeps[0] if sweeps else None
    slots = float(last["slots_per_unit"]) if last and last["slots_per_unit"] else ASSUMED_SLOTS
    indexes = sum(pages.values())
    listings = int(min(indexes * min(slots, frame.listings), max(0, frame.page_budget - indexes)))
    return Outlook(
        site=site,
        plan=plan,
        frame=frame,
        pages={kind: count for kind, count in pages.items() if count},
        drawn=any(is_drawn(frame, template) for _, template in strata),
        slots=slots,
        listings=listings,
        seconds=(min(indexes, frame.page_budget) + listings) * config.delay,
        measured=last is not None,
        last=_estimates(workspace, last["sweep_id"]) if last else {},
        last_sweep=last["started_at"] if last else None,
    )


def _estimates(workspace: Workspace, sweep_id: str) -> dict[Kind, Prevalence]:
    with read_only(workspace) as db:
        return prevalences(db, sweep_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """What a plan can conclude of one kind of result pages; `of` is how many listings are read for it."""

    kind: Kind
    pages: int
    share: float
    deff: float
    of: float
    low: float
    high: float
    measured: bool


def expectations(outlook: Outlook) -> Iterable[Expectation]:
    """Yield what can be concluded from categories and from searches, by the last sweep or by plain assumptions."""
    indexes = sum(outlook.pages.values())
    for kind, pages in outlook.pages.items():
        last = outlook.last.get(kind)
        known = last is not None and last.share is not None and last.deff is not None
        share = last.share if last and last.share is not None else ASSUMED_SHARE
        deff = last.deff if last and last.deff is not None else PLANNED_DEFF
        each = outlook.listings / indexes
        if pages * each <= 0:
            continue
        bounds = expected_interval(share, pages, each, deff)
        yield Expectation(
            kind=kind,
            pages=pages,
            share=share,
            deff=deff,
            of=pages * each,
            low=bounds.low,
            high=bounds.high,
            measured=known,
        )

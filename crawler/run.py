"""Run one sweep of one site in this process, from the ledger to its outcome."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.utils.defer import deferred_from_coro

from crawler import declaration
from crawler.frame import Frame
from crawler.health import GRAVE, concerns
from crawler.manners import Manners
from crawler.scrapy_settings import scrapy_settings
from crawler.settings import Config, Plan
from crawler.site import Site
from crawler.sweeping import SKIPS, Sweeping
from crawler.tally import Report
from crawler.urls import filled
from rules import RuleSet
from storage.health_records import Alert
from storage.locks import held
from storage.records import Sweep, SweepOutcome, SweepTotals, Task
from storage.sampling_records import Design
from storage.store import Store
from storage.workspace import Workspace

STALE = timedelta(hours=24)


class SweepRefusedError(Exception):
    """A sweep that may not begin; the sentence says what to do."""


def run_sweep(
    config: Config,
    site: type[Site],
    *,
    rules: RuleSet,
    report: Report,
    plan: str | None = None,
    late_by: float | None = None,
) -> SweepOutcome:
    """Sweep one site, or carry on the sweep of it that was stopped. Starts the reactor, so once per process.

    `plan` names a plan of the settings; `late_by` is how many seconds after its time a scheduled sweep began. Raises
    SweepRefusedError, LockHeld when the site is being swept already, and StorageError; what was collected until then
    stays whole.
    """
    _introduced(config, site)
    wanted = _plan_of(config, site, plan)
    workspace = Workspace.open(config.folder)
    with (
        held(workspace.locks / f"sweep-{site.name}.lock"),
        Store.open(workspace, practice=config.practice) as store,
    ):
        store.note_settings(workspace.settings_file.read_text(encoding="utf-8"))
        store.expire_audit(datetime.now(UTC) - timedelta(seconds=config.audit_keep))
        sweep = _to_resume(store, site, plan) or _new(store, config, site, rules, wanted, late_by)
        sweeping = Sweeping(config, store, rules, sweep, report)
        finished = _crawl(config, site, sweeping)
        outcome, note = _outcome(store, sweep, site, wanted, finished=finished)
        if sweeping.stopped_by:
            outcome, note = SweepOutcome.FAILED, str(sweeping.stopped_by)
        totals = store.end_sweep(sweep.id, outcome, note)
        alerts = _judged(store, sweep, site, plan)
        grave = [one.detail for one in alerts if one.kind in GRAVE]
        if grave and outcome is SweepOutcome.DONE:
            outcome, note = SweepOutcome.OUTSIDE_EXPECTED, "; ".join(grave)
            store.end_sweep(sweep.id, outcome, note)
        told = [f"{one.kind}: {one.detail}" for one in alerts]
        report({**_end(sweep, outcome, note, totals), "plan": plan, "alerts": told})
    return outcome


def _introduced(config: Config, site: type[Site]) -> None:
    if config.may_ask(site.allowed_hosts):
        return
    raise SweepRefusedError(
        f"{site.name} is a real site and {config.folder / 'fieldsign.toml'} names no contact: "
        'set contact = "you@example.org" so that its owner can reach you'
    )


def _plan_of(config: Config, site: type[Site], name: str | None) -> Plan:
    try:
        plan = config.plan(name)
    except KeyError:
        known = ", ".join(sorted(config.plans)) or "none"
        raise SweepRefusedError(
            f"there is no plan {name!r} in {config.folder / 'fieldsign.toml'}; there are: {known}"
        ) from None
    if plan.sites and site.name not in plan.sites:
        raise SweepRefusedError(
            f"plan {name} does not name the site {site.name}: add it to its sites in fieldsign.toml"
        )
    return plan


def _to_resume(store: Store, site: type[Site], plan: str | None) -> Sweep | None:
    """The stopped sweep to carry on. One from yesterday or before is closed: the site is another one by now."""
    stopped = store.unfinished_sweep(site.name, plan)
    old = stopped and "depth" not in stopped.plan
    if stopped and (old or datetime.now(UTC) - stopped.started_at > STALE):
        store.end_sweep(stopped.id, SweepOutcome.FAILED, "stopped, and not resumed within 24 hours")
        return None
    return stopped


def _new(store: Store, config: Config, site: type[Site], rules: RuleSet, plan: Plan, late_by: float | None) -> Sweep:
    frame = framed(config, site, rules, plan)
    design = Design(
        plan=plan.name, frame_digest=frame.digest, rules_digest=rules.digest, site_digest=declaration.digest(site, Site)
    )
    return store.begin_sweep(
        site=site.name,
        home=site.home,
        task=Task.SAMPLE,
        seed=secrets.randbelow(2**31) if plan.seed is None else plan.seed,
        plan={**frame.document(), "delay": config.delay},
        design=design,
        late_by=late_by,
    )


def framed(config: Config, site: type[Site], rules: RuleSet, plan: Plan) -> Frame:
    """Return what a plan samples from on a site. Raises SweepRefusedError for a rule that there is not."""
    unknown = sorted(set(plan.rules) - {rule.id for rule in rules.rules})
    if unknown:
        raise SweepRefusedError(f"plan {plan.name}: there is no rule {', '.join(unknown)}; see: fieldsign rules list")
    chosen = config.sites.get(site.name)
    own = (chosen.queries if chosen else ()) or tuple(site.queries)
    words = own if own and not plan.rules else rules.queries(site.languages, only=plan.rules)
    queries = words if plan.queries is None else plan.queries
    return Frame.of(plan, queries if site.search else (), _categories(site, plan))


def _categories(site: type[Site], plan: Plan) -> Sequence[str]:
    """The categories of a plan that are on this site; of a plan that names some, another site has none."""
    if plan.categories is None:
        return site.browse
    return [address for address in plan.categories if site.owns(filled(address))]


def _crawl(config: Config, site: type[Site], sweeping: Sweeping) -> bool:
    """True when the crawl came to its own end, False when it was told to stop."""
    process = AsyncCrawlerProcess(scrapy_settings(config))
    crawler = process.create_crawler(site)
    process.crawl(crawler, sweeping=sweeping)
    _stop_on_signals(process, crawler, sweeping)
    process.start(install_signal_handlers=False)
    return bool(crawler.stats) and crawler.stats.get_value("finish_reason") == "finished"


def _stop_on_signals(process: AsyncCrawlerProcess, crawler: Crawler, sweeping: Sweeping) -> None:
    """On SIGTERM or SIGINT the page under way is finished, and what still waits stays planned for the next sweep."""
    from twisted.internet import reactor

    def stop() -> None:
        sweeping.stopping = True
        Manners.of(crawler).close()
        deferred_from_coro(process.stop())

    def told(_signal: int, _frame: FrameType | None) -> None:
        reactor.callFromThread(stop)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)


def _outcome(store: Store, sweep: Sweep, site: type[Site], plan: Plan, *, finished: bool) -> tuple[SweepOutcome, str]:
    left = len(store.planned_pages(sweep.id))
    if not finished or left:
        return SweepOutcome.INTERRUPTED, f"stopped with {left} pages to go; the next sweep of {site.name} carries on"
    totals = store.totals(sweep.id)
    if not totals.pages_fetched and not set(totals.skips) <= SKIPS:
        return SweepOutcome.FAILED, f"no page could be fetched: {_named(totals)}"
    if plan.name is None and site.expect and not site.expect[0] <= totals.listings_seen <= site.expect[1]:
        low, high = site.expect
        return (
            SweepOutcome.OUTSIDE_EXPECTED,
            f"{totals.listings_seen} listings seen, {low} to {high} expected; skipped: {_named(totals) or 'none'}",
        )
    return SweepOutcome.DONE, ""


def _judged(store: Store, sweep: Sweep, site: type[Site], plan: str | None) -> list[Alert]:
    """Compare an ended sweep with those before it, open and close alerts, and return those that are open."""
    history = store.health(sweep.site, plan)
    if not history or history[0].sweep_id != sweep.id:
        return []
    store.note_alerts(sweep.site, sweep.id, concerns(history[0], history[1:], tells_empty=bool(site.empty)))
    return store.alerts(sweep.site)


def _named(totals: SweepTotals) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(totals.skips.items()))


def _end(sweep: Sweep, outcome: SweepOutcome, note: str, totals: SweepTotals) -> dict[str, Any]:
    return {
        "event": "end",
        "site": sweep.site,
        "sweep": sweep.id,
        "resumed": sweep.resumed,
        "outcome": outcome,
        "note": note,
        "planned": totals.pages_planned,
        "fetched": totals.pages_fetched,
        "listings": totals.listings_seen,
        "matched": totals.listings_matched,
        "findings": totals.findings_new,
        "again": totals.findings_again,
        "skips": dict(totals.skips),
    }

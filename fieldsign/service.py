"""The service behind `fieldsign serve`: APScheduler is the alarm clock, the database knows what has run."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Any, NamedTuple

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from crawler.loading import load_sites
from crawler.settings import Config, Timetable
from crawler.timetable import missed, triggers
from fieldsign.children import GRACE, ChildCommand, ChildEnd, Stoppable, run_child, sweep_command
from storage.errors import StorageError
from storage.records import SweepOutcome
from storage.store import Store
from storage.workspace import Workspace

log = logging.getLogger(__name__)

AT_ONCE = 2
ON_TIME = 60.0
UNFINISHED = {str(SweepOutcome.RUNNING), str(SweepOutcome.INTERRUPTED)}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Errand(NamedTuple):
    """A site to sweep on time, by a plan or, without one, as the general settings say."""

    site: str
    plan: str | None

    def __str__(self) -> str:
        return f"{self.site} ({self.plan})" if self.plan else self.site


class Service:
    """Sweeps of one workspace on its timetables. `clock` gives aware times; `child_command` makes the child's command.

    `on_time` is how many seconds after its time a sweep may begin without being called late.
    """

    def __init__(
        self,
        workspace: Workspace,
        config: Config,
        stop: Stoppable,
        *,
        clock: Callable[[], datetime] = _utc_now,
        child_command: ChildCommand = sweep_command,
        on_time: float = ON_TIME,
        grace: float = GRACE,
    ) -> None:
        self.workspace, self.config, self._stop, self._clock = workspace, config, stop, clock
        self._child_command, self._on_time, self._grace = child_command, on_time, grace
        self.began = clock()
        self._turns: defaultdict[str, Lock] = defaultdict(Lock)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(AT_ONCE)},
            # a late run is made all the same, however late, and several missed ones are one
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Set the alarms; what is overdue begins at once. Raises StorageError and SiteFileError."""
        known = load_sites(self.config)
        for errand in self._errands():
            if errand.site not in known:
                log.error("%s: there is no such site; see: fieldsign sites list", errand.site)
                continue
            self._set_alarm(errand)
        self._scheduler.start()

    def end(self) -> None:
        """Wait until the sweeps that run have put their work down; `stop` must have been asked."""
        log.info("stopping")
        self._scheduler.shutdown(wait=True)
        log.info("stopped")

    def _errands(self) -> list[Errand]:
        return list(dict.fromkeys(Errand(site, one.plan) for one in self.config.timetables for site in one.sites))

    def _timetables(self, errand: Errand) -> list[Timetable]:
        return [one for one in self.config.timetables if one.plan == errand.plan and errand.site in one.sites]

    def _set_alarm(self, errand: Errand) -> None:
        at_once = self.is_overdue(errand)
        trigger = triggers(self._timetables(errand), errand.site, self._since(errand))
        extra: dict[str, Any] = {"next_run_time": datetime.now(UTC)} if at_once else {}
        name = str(errand)
        job = self._scheduler.add_job(self.sweep, trigger, args=errand, id=name, name=name, **extra)
        coming = extra.get("next_run_time") or job.trigger.get_next_fire_time(None, self._clock())
        log.info("%s: next sweep %s", name, coming.isoformat(timespec="seconds") if coming else "never")

    def is_overdue(self, errand: Errand) -> bool:
        """Whether a sweep should begin now: its time passed, it was stopped half way, or it runs at intervals."""
        last = self._last(errand)
        if last is None:
            return any(one.every for one in self._timetables(errand))
        return last["outcome"] in UNFINISHED or self._missed(errand) is not None

    def _last(self, errand: Errand) -> dict[str, Any] | None:
        with Store.open(self.workspace, practice=self.config.practice) as store:
            return next(iter(store.sweeps_by(errand.plan, errand.site, 1)), None)

    def _since(self, errand: Errand) -> datetime:
        """When the site was last looked at by the plan; when this service began if never."""
        last = self._last(errand)
        return datetime.fromisoformat(last["ended_at"] or last["started_at"]) if last else self.began

    def _missed(self, errand: Errand) -> datetime | None:
        return missed(self._timetables(errand), errand.site, self._since(errand), self._clock())

    def _late_by(self, errand: Errand) -> float | None:
        due = self._missed(errand)
        late = (self._clock() - due).total_seconds() if due else 0.0
        return late if late > self._on_time else None

    def sweep(self, site: str, plan: str | None = None) -> ChildEnd | None:
        """Sweep one site now in a child process, after another plan's sweep of it; lateness is by what has run."""
        with self._turns[site]:
            return None if self._stop.asked else self._sweep(Errand(site, plan))

    def _sweep(self, errand: Errand) -> ChildEnd | None:
        site, plan = errand
        try:
            late_by = self._late_by(errand)
            log.info("%s: sweep begins%s", errand, f", late by {late_by:.0f} s" if late_by else "")
            end = run_child(
                self._child_command(self.workspace, site, late_by, plan),
                workspace=self.workspace,
                site=site,
                deadline=self.config.sweep_deadline,
                stop=self._stop,
                grace=self._grace,
            )
        except (StorageError, OSError) as error:
            log.error("%s: the sweep could not begin: %s", site, error)
            return None
        log.log(logging.INFO if end.exit_code == 0 else logging.WARNING, "%s: %s", site, _told(end))
        return end


def _told(end: ChildEnd) -> str:
    last = end.last
    outcome = last.get("outcome", "failed")
    counts = f", {last['listings']} listings, {last['findings']} new findings" if "listings" in last else ""
    return f"{outcome}{counts}{': ' if end.message else ''}{end.message}"

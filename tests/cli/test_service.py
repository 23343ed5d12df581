"""The service: what is due runs, what is late runs once and is marked, and it stops when told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.settings import Timetable
from crawler.settings_file import load_config
from fieldsign.service import Errand, Service
from storage.locks import held
from storage.records import SweepOutcome
from storage.workspace import Workspace
from tests.cli.conftest import FakeSweeps, Switch, site_file, swept_at, until

NIGHTLY = Timetable(name="nightly", sites=("shop",), cron="0 3 * * *")
MONDAY = datetime(2026, 11, 23, 3, 0, 2, tzinfo=UTC)


@contextmanager
def service(
    workspace: Workspace, fake: FakeSweeps, now: datetime, *timetables: Timetable, **more: Any
) -> Iterator[Service]:
    config = replace(load_config(workspace.folder), timetables=timetables)
    stop = Switch()
    running = Service(workspace, config, stop, clock=lambda: now, child_command=fake.command, grace=5, **more)
    running.start()
    try:
        yield running
    finally:
        stop.asked = True
        running.end()


def test_missed_times_are_made_up_once_and_marked_late(workspace: Workspace, fake: FakeSweeps) -> None:
    """F01: down over three nights: one sweep, late since the first of them."""
    swept_at(workspace, "shop", MONDAY)
    now = MONDAY + timedelta(days=3, hours=2)
    with service(workspace, fake, now, NIGHTLY):
        until(fake.ran)
    (ran,) = fake.ran()
    late = now - datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert [f"{late.total_seconds():.0f}"] == ran["more"]


def test_what_has_run_is_not_run_again(workspace: Workspace, fake: FakeSweeps) -> None:
    """A restart after this night's sweep waits for the next night."""
    swept_at(workspace, "shop", MONDAY)
    with service(workspace, fake, MONDAY + timedelta(hours=9), NIGHTLY) as running:
        assert not running.is_overdue(Errand("shop", None))
    assert [] == fake.ran()


@pytest.mark.parametrize("outcome", [None, SweepOutcome.INTERRUPTED])
def test_a_sweep_that_was_stopped_goes_on_at_the_start(
    workspace: Workspace, fake: FakeSweeps, outcome: SweepOutcome | None
) -> None:
    """Killed or interrupted: the service carries it on at once, and it is not late."""
    swept_at(workspace, "shop", MONDAY, outcome)
    with service(workspace, fake, MONDAY + timedelta(minutes=5), NIGHTLY):
        until(fake.ran)
    assert [[]] == [ran["more"] for ran in fake.ran()]


def test_a_site_at_intervals_begins_at_once_and_a_nightly_one_waits(workspace: Workspace, fake: FakeSweeps) -> None:
    """A first start sweeps what runs every so often; what has a time of day waits for it."""
    site_file(workspace, "forum")
    often = Timetable(name="often", sites=("forum",), every=3600)
    with service(workspace, fake, datetime.now(UTC), NIGHTLY, often):
        until(fake.ran)
    assert ["forum"] == [ran["site"] for ran in fake.ran()]


def test_the_alarm_rings(workspace: Workspace, fake: FakeSweeps) -> None:
    """A timetable whose time comes while the service runs is kept, without being called late."""
    soon = Timetable(name="soon", sites=("shop",), every=0.0)
    swept_at(workspace, "shop", datetime.now(UTC))
    with service(workspace, fake, datetime.now(UTC), replace(soon, every=1.0)):
        until(lambda: len(fake.ran()) >= 2)
    assert {()} == {tuple(ran["more"]) for ran in fake.ran()}


def test_a_hanging_site_does_not_hold_up_the_next_time(workspace: Workspace, fake: FakeSweeps) -> None:
    """F04: the sweep is ended at its deadline and the next time is kept."""
    fake.how = "hang"
    config = replace(
        load_config(workspace.folder),
        sweep_deadline=0.7,
        timetables=(Timetable(name="often", sites=("shop",), every=1.0),),
    )
    stop = Switch()
    running = Service(workspace, config, stop, child_command=fake.command, grace=2)
    running.start()
    until(lambda: len(fake.ran()) >= 2)
    stop.asked = True
    running.end()


def test_an_unknown_site_does_not_stop_the_others(workspace: Workspace, fake: FakeSweeps) -> None:
    """A name in a timetable that no file stands for is logged; the rest is swept."""
    often = Timetable(name="often", sites=("shopp", "shop"), every=3600)
    with service(workspace, fake, datetime.now(UTC), often):
        until(fake.ran)
    assert ["shop"] == [ran["site"] for ran in fake.ran()]


def test_a_plan_has_a_time_of_its_own(workspace: Workspace, fake: FakeSweeps) -> None:
    """What was swept without the plan does not count for it, and the sweep is told which plan it follows."""
    swept_at(workspace, "shop", datetime.now(UTC))
    weekly = Timetable(name="weekly", sites=("shop",), every=604_800.0, plan="weekly")
    with service(workspace, fake, datetime.now(UTC), NIGHTLY, weekly) as running:
        assert not running.is_overdue(Errand("shop", None))
        until(fake.ran)
    assert [("shop", ["plan=weekly"])] == [(ran["site"], ran["more"]) for ran in fake.ran()]


def test_two_plans_of_a_site_wait_for_each_other(workspace: Workspace, fake: FakeSweeps) -> None:
    """Both are due at once: the second begins when the first has ended, and neither is lost."""
    plans = [Timetable(name=name, sites=("shop",), every=604_800.0, plan=name) for name in ("a", "b")]
    fake.how = "slow"
    with service(workspace, fake, datetime.now(UTC), *plans):
        until(lambda: len(fake.ran()) == 1)
        time.sleep(0.3)
        assert 1 == len(fake.ran())
        until(lambda: len(fake.ran()) == 2)
    assert [["plan=a"], ["plan=b"]] == sorted(ran["more"] for ran in fake.ran())


def start(workspace: Workspace) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "fieldsign", "serve", "--workspace", str(workspace.folder)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def timetable(workspace: Workspace) -> None:
    text = '[timetables.yearly]\nsites = ["shop"]\ncron = "0 3 1 1 *"\n'
    workspace.settings_file.write_text(text, encoding="utf-8")


def test_term_ends_the_service(workspace: Workspace) -> None:
    """SIGTERM: it says so and ends with 0."""
    timetable(workspace)
    with start(workspace) as running:
        assert running.stderr is not None
        assert "next sweep" in running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        rest = running.stderr.read()
        assert (0, True) == (running.wait(20), "stopped" in rest), rest


def test_a_second_service_says_who_is_first(workspace: Workspace) -> None:
    """F03: one service a workspace; the second names the process and ends with 1."""
    timetable(workspace)
    with held(workspace.locks / "serve.lock"), start(workspace) as second:
        _, told = second.communicate(timeout=20)
    assert 1 == second.returncode
    assert "held by process" in told


def test_without_timetables_there_is_nothing_to_serve(workspace: Workspace) -> None:
    """The message says what to add; this is a fault of usage."""
    with start(workspace) as running:
        _, told = running.communicate(timeout=20)
    assert 2 == running.returncode
    assert "[timetables.nightly]" in told

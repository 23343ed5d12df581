"""When a site is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.settings import Timetable
from crawler.timetable import TimetableError, cron_trigger, missed, triggers

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NIGHTLY = Timetable(name="nightly", sites=("shop",), cron="0 3 * * *")
OFTEN = Timetable(name="often", sites=("shop",), every=3600)


def next_days(cron: str, count: int = 3) -> list[str]:
    trigger, moment, days = cron_trigger(cron, "UTC"), SUNDAY, []
    for _ in range(count):
        fire = trigger.get_next_fire_time(None, moment)
        days.append(f"{fire:%a}")
        moment = fire + timedelta(minutes=1)
    return days


@pytest.mark.parametrize(
    ("cron", "days"),
    [
        ("0 3 * * 1", ["Mon", "Mon", "Mon"]),
        ("0 3 * * 0", ["Sun", "Sun", "Sun"]),
        ("0 3 * * 7", ["Sun", "Sun", "Sun"]),
        ("0 3 * * 1-3", ["Mon", "Tue", "Wed"]),
        ("0 3 * * 5-7", ["Fri", "Sat", "Sun"]),
        ("0 3 * * 0,6", ["Sat", "Sun", "Sat"]),
        ("0 3 * * mon-tue", ["Mon", "Tue", "Mon"]),
        ("0 3 * * */2", ["Tue", "Thu", "Sat"]),
        ("@daily", ["Mon", "Tue", "Wed"]),
    ],
)
def test_weekdays_count_as_in_crontab(cron: str, days: list[str]) -> None:
    """0 and 7 are Sunday, though APScheduler counts from Monday."""
    assert days == next_days(cron)


@pytest.mark.parametrize("cron", ["", "* * * *", "60 * * * *", "0 3 * * 8", "0 3 * * 3-1", "0 3 1 * 1", "a b c d e"])
def test_what_is_not_a_time_is_refused(cron: str) -> None:
    """A message and a remedy, never a guess."""
    with pytest.raises(TimetableError) as raised:
        cron_trigger(cron, "UTC")
    assert raised.value.remedy


def test_the_clock_change_keeps_the_hour_of_the_zone() -> None:
    """Three in the morning stays three in the morning."""
    trigger = cron_trigger("0 3 * * *", "Europe/London")
    winter = trigger.get_next_fire_time(None, datetime(2026, 1, 1, tzinfo=UTC))
    summer = trigger.get_next_fire_time(None, datetime(2026, 7, 1, tzinfo=UTC))
    assert (3, 2) == (winter.astimezone(UTC).hour, summer.astimezone(UTC).hour)


@pytest.mark.parametrize(
    ("timetables", "hours", "due"),
    [
        ([NIGHTLY], 14, None),
        ([NIGHTLY], 15, 15),
        ([NIGHTLY], 90, 15),
        ([OFTEN], 0.9, None),
        ([OFTEN], 1, 1),
        ([OFTEN], 50, 1),
        ([NIGHTLY, OFTEN], 50, 1),
        ([], 50, None),
    ],
)
def test_the_first_missed_time_counts(timetables: list[Timetable], hours: float, due: float | None) -> None:
    """However many times passed, it is the first that was missed; none when nothing was due."""
    expected = None if due is None else SUNDAY + timedelta(hours=due)
    assert expected == missed(timetables, "shop", SUNDAY, SUNDAY + timedelta(hours=hours))


def test_a_site_that_no_timetable_names_has_no_times() -> None:
    """None, and not an empty trigger that would end its job."""
    assert triggers([NIGHTLY], "forum", SUNDAY) is None

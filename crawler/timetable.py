"""When a site is due: timetables as APScheduler triggers, and what has been missed since the last sweep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crawler.settings import Timetable

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHORTHANDS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
}


class TimetableError(ValueError):
    """A cron text that cannot be used: what is wrong, and what to write."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def cron_trigger(cron: str, zone: str) -> CronTrigger:
    """The trigger of five cron fields. Weekdays count as in crontab, 0 and 7 being Sunday. Raises TimetableError."""
    parts = SHORTHANDS.get(cron, cron).split()
    if len(parts) != 5:
        message = f"{cron!r} has {len(parts)} fields instead of five"
        raise TimetableError(message, 'Write minute hour day month weekday: "0 3 * * *" is every night at three.')
    minute, hour, day, month, weekday = parts
    if day != "*" and weekday != "*":
        message = f"{cron!r} names both a day of the month and a weekday"
        raise TimetableError(message, "Make two timetables, one for each; both may name the same site.")
    try:
        return CronTrigger(
            minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), timezone=ZoneInfo(zone)
        )
    except ValueError as error:
        raise TimetableError(f"{cron!r} is not a time: {error}", 'Write it as in "0 3 * * 1-5".') from error


def _weekdays(field: str) -> str:
    """APScheduler counts from Monday, crontab from Sunday; names mean the same to both."""
    days = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*" and step:
            first, dash, last = "0", "-", "6"
        elif not first.isdigit():
            days.append(part)
            continue
        low = int(first)
        high = int(last) if last.isdigit() else (6 if step and not dash else low)
        if not 0 <= low <= high <= 7 or (dash and not last.isdigit()) or (step and not step.isdigit()):
            raise ValueError(f"weekday {part!r}")
        days += [WEEKDAYS[day] for day in range(low, high + 1, int(step or 1))]
    return ",".join(dict.fromkeys(days))


def triggers(timetables: Sequence[Timetable], site: str, since: datetime) -> OrTrigger | None:
    """The times of one site by all timetables that name it, or None; intervals count from `since`."""
    named = [timetable for timetable in timetables if site in timetable.sites]
    return OrTrigger([_trigger(timetable, since) for timetable in named]) if named else None


def _trigger(timetable: Timetable, since: datetime) -> CronTrigger | IntervalTrigger:
    if timetable.cron:
        return cron_trigger(timetable.cron, timetable.zone)
    every = timedelta(seconds=timetable.every or 0)
    return IntervalTrigger(seconds=int(every.total_seconds()), start_date=since + every, timezone=ZoneInfo("UTC"))


def missed(timetables: Sequence[Timetable], site: str, since: datetime, now: datetime) -> datetime | None:
    """The first time after `since`, and not after `now`, that the site was due; None when it was not."""
    times = [_first_after(timetable, since) for timetable in timetables if site in timetable.sites]
    due = [time for time in times if time is not None and time <= now]
    return min(due, default=None)


def _first_after(timetable: Timetable, since: datetime) -> datetime | None:
    moment = since + timedelta(microseconds=1)
    fire: datetime | None = _trigger(timetable, since).get_next_fire_time(None, moment)
    return fire

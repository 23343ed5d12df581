"""What one value of `fieldsign.toml` may be: each check returns it as the program uses it, or raises Wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.timetable import TimetableError, cron_trigger

Check = Callable[[object], Any]

SHORTEST = 60.0
UNITS = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


class Wrong(ValueError):  # noqa: N818
    """A value that cannot be used: what is wrong with it, and what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def number(low: float, high: float) -> Check:
    """A number from `low` to `high`, as float."""

    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise Wrong(f"{_shown(value)} is not a number from {low:g} to {high:g}", "Write such a number, no quotes.")
        return float(value)

    return check


def integer(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise Wrong(
                f"{_shown(value)} is not a whole number from {low} to {high}", "Write such a number, no quotes."
            )
        return value

    return check


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Wrong(f"{_shown(value)} is neither true nor false", "Write true or false, no quotes.")
    return value


def text(value: object) -> str:
    """Text in one line, not blank."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise Wrong(f"{_shown(value)} is not a text in one line", 'Write it in "quotes".')
    return value.strip()


def texts(value: object) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise Wrong(f"{_shown(value)} is not a list", 'Write ["one", "two"].')
    return tuple(text(entry) for entry in value)


def path(value: object) -> Path:
    """A path, `~` meaning the home folder."""
    return Path(text(value)).expanduser()


def contact(value: object) -> str:
    """An address where a person answers: an e-mail address or a web page."""
    told = text(value)
    if not told.isascii() or not re.fullmatch(r"[^@\s()]+@[^@\s()]+\.[^@\s()]+|https?://[^\s()]+", told):
        remedy = "Write an e-mail address that a person reads, or the address of a page about your project."
        raise Wrong(f"{_shown(value)} is neither an e-mail address nor a web address", remedy)
    return told


def hosts(value: object) -> frozenset[str]:
    """Hosts as `host` or `host:port`, in lower case."""
    named = frozenset(entry.lower() for entry in texts(value))
    for entry in sorted(named):
        if not re.fullmatch(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?", entry):
            raise Wrong(f"{_shown(entry)} is not a host", 'Write "host" or "host:port", no scheme and no path.')
    return named


def home(value: object) -> str:
    """The address of a site's front page."""
    told = text(value)
    if not re.fullmatch(r"https?://[^\s/]+/\S*", told):
        raise Wrong(f"{_shown(value)} is not a web address", 'Write "https://host/", with the last slash.')
    return told


def categories(value: object) -> tuple[str, ...]:
    """Addresses of categories, with {page} where the number of the result page stands."""
    told = texts(value)
    for entry in told:
        if not re.fullmatch(r"https?://[^\s/]+/\S*", entry):
            raise Wrong(f"{_shown(entry)} is not a web address", 'Write "https://host/category?page={page}".')
    return told


def size(value: object) -> tuple[int, int]:
    """Width and height in CSS pixels."""
    sides = value if isinstance(value, list) else []
    if len(sides) != 2 or not all(type(side) is int and 200 <= side <= 4000 for side in sides):
        raise Wrong(f"{_shown(value)} is not a width and a height from 200 to 4000", "Write [1280, 900].")
    return sides[0], sides[1]


def cron(value: object) -> str:
    """Five fields of cron, as crontab reads them."""
    told = text(value)
    try:
        cron_trigger(told, "UTC")
    except TimetableError as error:
        raise Wrong(error.message, error.remedy) from error
    return told


def duration(value: object) -> float:
    """Seconds, from a number or from a text such as 90s, 30min, 6h, 1d, 2w. A minute at least."""
    seconds = _seconds(value)
    if seconds is None or not SHORTEST <= seconds <= 366 * 86_400:
        raise Wrong(f"{_shown(value)} is not a time from 1 minute to 366 days", 'Write "30min", "6h", "1d" or "2w".')
    return seconds


def _seconds(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    told = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", value) if isinstance(value, str) else None
    return float(told[1]) * UNITS[told[2]] if told and told[2] in UNITS else None


def zone(value: object) -> str:
    """The name of a time zone."""
    told = text(value)
    try:
        ZoneInfo(told)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Wrong(f"{_shown(value)} is not a time zone", 'Write a name such as "Asia/Bangkok" or "UTC".') from error
    return told


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."

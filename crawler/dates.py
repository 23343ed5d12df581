"""When an advert says it was posted: in the site's languages, order and zone, counted from when it was looked at."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from storage.records import PostedAt

DAYS_AGO = {
    0: "today|hari ini|hôm nay|今天|今日|本日|วันนี้|hoy|hoje|oggi|heute|aujourd'hui|сегодня|bugün|اليوم|오늘",
    1: "yesterday|kemarin|semalam|hôm qua|昨天|昨日|เมื่อวาน|เมื่อวานนี้|ayer|ontem|ieri|gestern|hier|вчера|dün|أمس|어제",
    2: "the day before yesterday|kemarin lusa|hôm kia|前天|一昨日|เมื่อวานซืน|anteayer|anteontem|vorgestern|позавчера",
}
WORDS = {word: days for days, words in DAYS_AGO.items() for word in words.split("|")}
NOW_WORDS = (
    "just now|baru saja|vừa xong|刚刚|剛剛|たった今|เมื่อสักครู่|ahora mismo|agora mesmo|proprio ora|gerade eben|à l'instant"
    "|только что|şimdi|الآن"
)
NOW = frozenset(NOW_WORDS.split("|"))
LABEL = re.compile(r"^[^\d:：]{2,30}[:：]\s*")
NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?([./-])\s?(\d{1,2})(?:\s?\2\s?(\d{2,4}))?(?![\d])")
CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:h.](\d{2})(?::(\d{2}))?\s*([ap])?\.?(m)?(?![a-z\d])", re.IGNORECASE)
NAMED = re.compile(r"[^\W\d_]{3}|[^\x00-\x7f]|^\d{4}$")
BARE_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)[\d.,]+")
ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
STRIPPED_WORDS = 6
MAX_LENGTH = 120
THAI_YEARS = 543
LONGEST_AGO = 60
CLOCKS_DIFFER = timedelta(days=2)
HOURS = re.compile(
    r"\b(?:hours?|hrs?|h|jam|giờ|horas?|ore|ora|heures?|stunden?|час\w*|saat|ชั่วโมง)\b|小时|小時|時間|ชั่วโมง|ชม|ساع",
    re.IGNORECASE,
)
PRECISIONS = {"time": "minute", "day": "day", "week": "month", "month": "month", "year": "year"}
FROM_DATEPARSER = {"zh": "zh", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def read_date(
    raw: str, looked_at: datetime, *, languages: Sequence[str] = (), order: str | None = None, zone: str = "UTC"
) -> PostedAt:
    """Read when something was posted; `looked_at` is aware, and the result is in UTC.

    Words like "yesterday" count from `looked_at` in the site's zone. A text without a digit and without such a word
    is no date. `order` is the site's (DMY, MDY, YMD, YDM): without it 03/04 is ambiguous and has no instant.
    What lies in the future is ambiguous too. A day, month or year is the instant at which it began in the zone.
    """
    text = _plain(raw)
    here = looked_at.astimezone(ZoneInfo(zone))
    for reader in (
        _iso,
        _words,
        functools.partial(_numeric, order=order),
        functools.partial(_spoken, languages=tuple(languages)),
    ):
        found = reader(text, here)
        if found is not None:
            at, precision, ambiguous = UNSURE if found[0] and found[0] > here + CLOCKS_DIFFER else found
            return PostedAt(raw=raw, at=_utc(at), precision=precision, ambiguous=ambiguous)
    return PostedAt(raw=raw)


Reading = tuple[datetime | None, str | None, bool]
Found = Reading | None
UNSURE: Reading = (None, None, True)


def _plain(raw: str) -> str:
    folded = unicodedata.normalize("NFKC", raw)
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in folded)
    return " ".join(digits.split())[:MAX_LENGTH]


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def _iso(text: str, here: datetime) -> Found:
    if not ISO.fullmatch(text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return UNSURE
    return at if at.tzinfo else at.replace(tzinfo=here.tzinfo), "minute" if len(text) > 10 else "day", False


def _words(text: str, here: datetime) -> Found:
    """Read words that are a date without a digit, alone or with a time of day."""
    said = LABEL.sub("", text).casefold()
    if said.strip(" .,") in NOW:
        return here, "minute", False
    clock = CLOCK.search(said)
    bare = (said[: clock.start()] if clock else said).strip(" .,-–|")
    days = WORDS.get(re.sub(r"\s+(?:at|um|à|a las|às|alle|pukul|lúc|в|saat)$", "", bare))
    if days is None:
        return None
    return _on((here - timedelta(days=days)).date(), clock, here)


def _numeric(text: str, here: datetime, *, order: str | None) -> Found:
    """Read a date of numbers, with the site's order or where only one order makes it a date."""
    found = NUMERIC.search(text)
    if not found or (found[4] is None and (found[2] == "." or len(found[1]) > 2)):
        return None
    first, second, third = int(found[1]), int(found[3]), found[4]
    if len(found[1]) == 4:
        days = {_day(first, second, int(third or 0))}
    elif order in ("YMD", "YDM") and third is not None:
        month, day = (second, int(third)) if order == "YMD" else (int(third), second)
        days = {_day(2000 + first, month, day)}
    else:
        days = _days(first, second, third, order, here.date())
    real = {day for day in days if day and day <= here.date() + CLOCKS_DIFFER}
    if len(real) != 1:
        return UNSURE
    return _on(real.pop(), CLOCK.search(text, found.end()), here)


def _days(first: int, second: int, year: str | None, order: str | None, today: date) -> set[date | None]:
    orders = {"DMY": ["DMY"], "YDM": ["DMY"], "MDY": ["MDY"], "YMD": ["MDY"]}.get(order or "", ["DMY", "MDY"])
    days: set[date | None] = set()
    for one in orders:
        day, month = (first, second) if one == "DMY" else (second, first)
        days.add(_day(_full_year(year), month, day) if year else _last(month, day, today))
    return days


def _full_year(written: str) -> int:
    year = int(written)
    return year if len(written) > 2 else year + (2000 if year < 70 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    """Return a day, None when there is no such day. A year of the Thai calendar is turned into the common one."""
    try:
        return date(year - THAI_YEARS if 2400 < year < 2700 else year, month, day)
    except ValueError:
        return None


def _last(month: int, day: int, today: date) -> date | None:
    """Return the last such day of a year that has come."""
    this = _day(today.year, month, day)
    return this if this is None or this <= today else _day(today.year - 1, month, day)


def _on(day: date, clock: re.Match[str] | None, here: datetime) -> Found:
    if clock is None:
        return datetime.combine(day, time(), here.tzinfo), "day", False
    hour = int(clock[1]) % 12 + (12 if clock[4].lower() == "p" else 0) if clock[4] else int(clock[1])
    if hour > 23 or int(clock[2]) > 59:
        return datetime.combine(day, time(), here.tzinfo), "day", False
    return datetime.combine(day, time(hour, int(clock[2])), here.tzinfo), "minute", False


def _spoken(text: str, here: datetime, *, languages: tuple[str, ...]) -> Found:
    """Read what is left with dateparser: names of months and "4 months ago". Leading words are let go one by one."""
    if not languages or not any(char.isdigit() for char in text):
        return None
    rest = LABEL.sub("", text)
    if BARE_NUMBER.fullmatch(rest) or not NAMED.search(rest):
        return None
    for _ in range(STRIPPED_WORDS):
        at, period = _parsed(rest, here, languages)
        if at is not None:
            return _sure(rest, at, period, here)
        head, _, rest = rest.partition(" ")
        if not rest or not any(char.isdigit() for char in rest) or head[:1].isdigit():
            return None
    return None


def _sure(said: str, at: datetime, period: str, here: datetime) -> Found:
    if 2400 < at.year < 2700:
        at = at.replace(year=at.year - THAI_YEARS)
    if at.year < here.year - LONGEST_AGO:
        return UNSURE
    precision = PRECISIONS[period]
    if precision == "minute":
        return at, "hour" if HOURS.search(said) and not CLOCK.search(said) else "minute", False
    month, day = (1 if period == "year" else at.month), (1 if period in ("month", "year") else at.day)
    return at.replace(month=month, day=day, hour=0, minute=0, second=0, microsecond=0), precision, False


def _parsed(text: str, here: datetime, languages: tuple[str, ...]) -> tuple[datetime | None, str]:
    found = _parser(languages, str(here.tzinfo), here).get_date_data(text)
    at = found.date_obj
    return (at if at is None or at.tzinfo else at.replace(tzinfo=here.tzinfo)), found.period or "day"


def _parser(languages: tuple[str, ...], zone: str, here: datetime) -> Any:  # noqa: ANN401 - imported late
    from dateparser.date import DateDataParser

    settings: Any = {
        "RELATIVE_BASE": here.replace(tzinfo=None),
        "TIMEZONE": zone,
        "RETURN_AS_TIMEZONE_AWARE": True,
        "RETURN_TIME_AS_PERIOD": True,
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
    }
    return DateDataParser(languages=list(known_languages(languages)), settings=settings)


@functools.lru_cache(maxsize=64)
def known_languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages in dateparser's names; those it does not know are left out, English if none is left."""
    from dateparser.data.languages_info import language_order

    found: list[str] = []
    for one in languages:
        code = FROM_DATEPARSER.get(one.lower(), one.split("-")[0].lower())
        found += [code] if code in language_order else []
    return tuple(dict.fromkeys(found)) or ("en",)

"""D07, D09, D11: dates follow the site's order and zone, count from the look, and are not made from plain words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.dates import read_date

LOOKED = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
ALL = ("en", "de", "es", "fr", "id", "it", "ja", "pt", "ru", "th", "vi", "zh-Hans", "ar", "tr")

ABSOLUTE = [
    ("25 Nov 2026, 6:09 a.m.", "en", "2026-11-24T23:09", "minute"),
    ("By: seller10 on 24 Nov 2026, 6:09 a.m.", "en", "2026-11-23T23:09", "minute"),
    ("Posted: 3 March 2025", "en", "2025-03-02T17:00", "day"),
    ("2026-11-20", "en", "2026-11-19T17:00", "day"),
    ("2026-11-20T10:00:00Z", "en", "2026-11-20T10:00", "minute"),
    ("2026年11月20日", "zh-Hans", "2026-11-19T17:00", "day"),
    ("20 พ.ย. 2569", "th", "2026-11-19T17:00", "day"),
    ("20/11/2569", "th", "2026-11-19T17:00", "day"),
    ("20 de noviembre de 2026", "es", "2026-11-19T17:00", "day"),
    ("Nov 2025", "en", "2025-10-31T17:00", "month"),
    ("hôm qua 14:30", "vi", "2026-11-24T07:30", "minute"),
    ("25/11/2026 09:15", "en", "2026-11-25T02:15", "minute"),
]
RELATIVE = [
    ("4 bulan lalu", "id", 123, "month"),
    ("4 months ago", "en", 123, "month"),
    ("hôm qua", "vi", 1, "day"),
    ("3 ngày trước", "vi", 3, "day"),
    ("昨天", "zh-Hans", 1, "day"),
    ("3天前", "zh-Hans", 3, "day"),
    ("3日前", "ja", 3, "day"),
    ("เมื่อวาน", "th", 1, "day"),
    ("hace 3 días", "es", 3, "day"),
    ("il y a 3 jours", "fr", 3, "day"),
    ("vor 3 Tagen", "de", 3, "day"),
    ("3 дня назад", "ru", 3, "day"),
    ("55 minutes ago", "en", 0, "minute"),
    ("Posted: 1 hour, 6 minutes ago", "en", 0, "hour"),
    ("2 小时前", "zh-Hans", 0, "hour"),
    ("today", "en", 0, "day"),
]


@pytest.mark.parametrize(("raw", "language", "expected", "precision"), ABSOLUTE)
def test_a_date_is_an_instant_in_the_zone_of_its_site(raw: str, language: str, expected: str, precision: str) -> None:
    """UTC+7 here; a day is the instant at which it began there."""
    posted = read_date(raw, LOOKED, languages=(language,), order="DMY", zone="Asia/Bangkok")
    assert (datetime.fromisoformat(expected).replace(tzinfo=UTC), precision, raw) == (
        posted.at,
        posted.precision,
        posted.raw,
    )


@pytest.mark.parametrize(("raw", "language", "days", "precision"), RELATIVE)
def test_relative_dates_count_from_the_look(raw: str, language: str, days: int, precision: str) -> None:
    """D11: right within a day (a month for months), whenever this test runs."""
    posted = read_date(raw, LOOKED, languages=(language,), zone="Asia/Jakarta")
    slack = 31 if precision == "month" else 1
    assert posted.at is not None
    assert timedelta(days=slack) >= abs(LOOKED - timedelta(days=days) - posted.at)
    assert precision == posted.precision


def test_relative_dates_keep_to_the_zone_of_the_site() -> None:
    """At 20:00 UTC it is tomorrow in Jakarta, and yesterday there is today in UTC."""
    looked = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
    posted = read_date("kemarin", looked, languages=("id",), zone="Asia/Jakarta")
    assert datetime(2026, 11, 24, 17, 0, tzinfo=UTC) == posted.at


def test_a_recheck_a_week_later_reads_the_same_instant_from_the_same_look() -> None:
    """D11: the instant hangs on the look and on nothing else."""
    assert read_date("hôm qua", LOOKED, languages=("vi",)) == read_date("hôm qua", LOOKED, languages=("vi",))


@pytest.mark.parametrize(
    ("order", "expected"),
    [("DMY", [(4, 15), (4, 16), (5, 2)]), (None, [(4, 15), (4, 16), None])],
)
def test_one_list_has_one_order(order: str | None, expected: list[tuple[int, int] | None]) -> None:
    """D07: 15/4, 16/4, 2/5 with the order of the site; without it the last one has no instant."""
    read = [read_date(raw, LOOKED, languages=("en",), order=order) for raw in ("15/4", "16/4", "2/5")]
    assert expected == [(one.at.month, one.at.day) if one.at else None for one in read]
    assert [one is None for one in expected] == [one.ambiguous for one in read]


@pytest.mark.parametrize(
    ("raw", "order", "expected"),
    [
        ("03/04", None, None),
        ("03/04/2026", None, None),
        ("03/04/2026", "DMY", (2026, 4, 3)),
        ("03/04/2026", "MDY", (2026, 3, 4)),
        ("04/04/2026", None, (2026, 4, 4)),
        ("4/15", "DMY", None),
        ("31/12", "DMY", (2025, 12, 31)),
        ("03.04.26", "DMY", (2026, 4, 3)),
        ("2026/04/03", None, (2026, 4, 3)),
        ("2027-04-03", None, None),
        ("3 April 2027", None, None),
    ],
)
def test_day_and_month_are_not_guessed(raw: str, order: str | None, expected: tuple[int, int, int] | None) -> None:
    """D07: 03/04 without a declared order is flagged; what the order forbids is not turned round."""
    posted = read_date(raw, LOOKED, languages=("en",), order=order)
    assert expected == ((posted.at.year, posted.at.month, posted.at.day) if posted.at else None)
    assert (expected is None) == posted.ambiguous


WORDS = [
    ("en", ["on:", "may contain traces", "sat on it once", "sun faded", "second hand"]),
    ("pt", ["do", "segunda mão", "sem uso", "para sair já", "dom de família"]),
    ("es", ["sol y mar", "de marzo nada", "mar azul", "un mes de uso", "vie en persona"]),
    ("fr", ["mars en bois", "sans date", "d'occasion", "mer calme", "août"]),
    ("de", ["so gut wie neu", "die Mai-Glocke", "do it yourself", "Sa/So Abholung", "mit Uhr"]),
    ("vi", ["hàng mới về", "liên hệ", "giá tốt", "thứ tốt", "năm cái"]),
]


@pytest.mark.parametrize(("language", "raw"), [(language, raw) for language, raws in WORDS for raw in raws])
def test_plain_words_are_no_date(language: str, raw: str) -> None:
    """D09: thirty sentences in six languages without a date."""
    posted = read_date(raw, LOOKED, languages=(language,), zone="UTC")
    assert (None, None, False) == (posted.at, posted.precision, posted.ambiguous)


@pytest.mark.parametrize(
    "raw", ["40 cm", "99999999999999999999", "12", "1.5", "31/31/31", "25:99", "5 of 7", "2 owners, 1 key"]
)
def test_numbers_that_are_no_date_give_no_instant(raw: str) -> None:
    assert read_date(raw, LOOKED, languages=ALL).at is None

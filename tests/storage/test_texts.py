from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.texts import array, clean, instant, moment


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec=None)))
def test_clean_text_is_storable_and_as_long_as_before(text: str) -> None:
    """Any text at all can be encoded afterwards, spans stay where they were, and good text is not touched."""
    cleaned = clean(text)
    assert b"\0" not in cleaned.encode()
    assert len(text) == len(cleaned)
    assert cleaned == clean(cleaned)
    assert all(new in (old, "\ufffd") for old, new in zip(text, cleaned, strict=True))


@settings(deadline=None)
@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=5, minutes=45)))))
def test_times_come_back_as_utc_to_the_millisecond(at: datetime) -> None:
    back = moment(instant(at)) if at.year > 1 else at
    assert timedelta(0) <= at - back < timedelta(milliseconds=1)


def test_times_are_converted_and_sort_as_text() -> None:
    kathmandu = datetime(2026, 11, 20, 16, 15, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert instant(kathmandu) == "2026-11-20T10:30:00.000Z" == instant(datetime(2026, 11, 20, 10, 30, tzinfo=UTC))
    with pytest.raises(ValueError, match="without a zone"):
        instant(datetime(2026, 11, 20))  # noqa: DTZ001


def test_lists_are_readable_json() -> None:
    assert array(["象牙", "a\0"]) == '["象牙", "a\ufffd"]'

"""F08, F09 in whole sweeps: a site that changes is an alert, never a quiet zero."""

from __future__ import annotations

import pytest

from tests.server import Exchange
from tests.sweep.programme import Programme, advert, listing_page, shop

pytestmark = pytest.mark.browser

WITH_MARKER = '    empty = "p.none"\n'


def alerts(programme: Programme) -> list[tuple[str, str, bool]]:
    rows = programme.rows("select kind, about, closed_at is null as open from alerts order by id")
    return [(row["kind"], row["about"], bool(row["open"])) for row in rows]


def usual(programme: Programme) -> None:
    """A shop of twenty and its first sweeps."""
    shop(programme.server, 20, suspect=lambda _n: False)
    programme.write(more=WITH_MARKER)
    for _ in range(3):
        assert 0 == programme.sweep()[0]
    assert [] == alerts(programme)


def test_a_changed_layout_is_an_alert_until_it_is_mended(programme: Programme) -> None:
    """Links that no selector finds: told at once, told once, and over when the site is read again."""
    usual(programme)
    good = programme.server.routes["/list"]
    programme.server.routes["/list"] = listing_page(range(1, 21)).replace("class=ad", "class=card")
    for _ in range(2):
        code, events = programme.sweep()
        assert 0 != code
        assert any("layout_changed" in one for one in events[-1]["alerts"])
    assert [("layout_changed", "", True)] == [one for one in alerts(programme) if one[0] == "layout_changed"]
    programme.server.routes["/list"] = good
    programme.sweep()
    assert {False} == {is_open for _, _, is_open in alerts(programme)}


def test_an_empty_result_by_the_sites_own_word_is_no_alert(programme: Programme) -> None:
    """True nothing, twice: the frame has a blank unit, and nobody is told of a drop."""
    usual(programme)
    programme.server.routes["/list"] = "<html><body><p class=none>Nothing found</p></body></html>"
    for _ in range(2):
        programme.sweep()
    assert [] == alerts(programme)
    (unit,) = programme.rows("select * from frame order by started_at desc limit 1")
    assert ("done", 1) == (unit["state"], unit["blank"])


def test_a_field_that_vanishes_is_an_alert(programme: Programme) -> None:
    """The price is there in every advert, then in none: field and figures are told."""
    usual(programme)
    for n in range(1, 21):
        page = advert(n, f"Oak bookcase no {n}").replace("class=price", "class=amount")
        programme.server.routes[f"/ad/{n}"] = page
    _, events = programme.sweep()
    assert [("field_lost", "price", True)] == alerts(programme)
    assert ["field_lost: price was found in 0 of 20 listings (0%); usual is 100%"] == events[-1]["alerts"]


def test_half_the_listings_twice_is_a_suspicious_drop(programme: Programme) -> None:
    usual(programme)
    programme.server.routes["/list"] = listing_page(range(1, 6))
    programme.sweep()
    assert [] == alerts(programme)
    code, events = programme.sweep()
    assert (3, "outside_expected") == (code, events[-1]["outcome"])
    assert [("suspicious_drop", "", True)] == alerts(programme)


def test_a_site_that_refuses_is_told(programme: Programme) -> None:
    shop(programme.server, 4, suspect=lambda _n: False)
    for n in (1, 2, 3):
        programme.server.routes[f"/ad/{n}"] = lambda exchange: Exchange.send(exchange, "no", 403)
    programme.write()
    programme.sweep()
    assert [("refused", "", True)] == alerts(programme)

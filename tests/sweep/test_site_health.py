"""F08, F09 in whole sweeps: a site that changes is an alert, never a quiet zero."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import Exchange, serving
from tests.sweep.programme import Programme, advert, listing_page, shop

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site_health")]

WITH_MARKER = '    empty = "p.none"\n'


def alerts(programme: Programme) -> list[tuple[str, str, bool]]:
    rows = programme.rows("select kind, about, closed_at is null as open from alerts order by id")
    return [(row["kind"], row["about"], bool(row["open"])) for row in rows]


@pytest.fixture(scope="module")
def swept_thrice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    """A shop of twenty and its first sweeps."""
    with serving() as server:
        programme = Programme(tmp_path_factory.mktemp("usual") / "workspace", server)
        shop(server, 20, suspect=lambda _n: False)
        programme.write(more=WITH_MARKER)
        for _ in range(3):
            assert 0 == programme.sweep()[0]
        assert [] == alerts(programme)
        yield programme


@pytest.fixture
def usual(swept_thrice: Programme, tmp_path: Path) -> Programme:
    """A workspace of its own with those sweeps, and the shop as it was then."""
    shutil.copytree(swept_thrice.folder, tmp_path / "workspace")
    shop(swept_thrice.server, 20, suspect=lambda _n: False)
    return Programme(tmp_path / "workspace", swept_thrice.server)


def test_a_changed_layout_is_an_alert_until_it_is_mended(usual: Programme) -> None:
    """Links that no selector finds: told at once, told once, and over when the site is read again."""
    good = usual.server.routes["/list"]
    usual.server.routes["/list"] = listing_page(range(1, 21)).replace("class=ad", "class=card")
    for _ in range(2):
        code, events = usual.sweep()
        assert 0 != code
        assert any("layout_changed" in one for one in events[-1]["alerts"])
    assert [("layout_changed", "", True)] == [one for one in alerts(usual) if one[0] == "layout_changed"]
    usual.server.routes["/list"] = good
    usual.sweep()
    assert {False} == {is_open for _, _, is_open in alerts(usual)}


def test_an_empty_result_by_the_sites_own_word_is_no_alert(usual: Programme) -> None:
    """True nothing, twice: the frame has a blank unit, and nobody is told of a drop."""
    usual.server.routes["/list"] = "<html><body><p class=none>Nothing found</p></body></html>"
    for _ in range(2):
        usual.sweep()
    assert [] == alerts(usual)
    (unit,) = usual.rows("select * from frame order by started_at desc limit 1")
    assert ("done", 1) == (unit["state"], unit["blank"])


def test_a_field_that_vanishes_is_an_alert(usual: Programme) -> None:
    """The price is there in every advert, then in none: field and figures are told."""
    for n in range(1, 21):
        page = advert(n, f"Oak bookcase no {n}").replace("class=price", "class=amount")
        usual.server.routes[f"/ad/{n}"] = page
    _, events = usual.sweep()
    assert [("field_lost", "price", True)] == alerts(usual)
    assert ["field_lost: price was found in 0 of 20 listings (0%); usual is 100%"] == events[-1]["alerts"]


def test_half_the_listings_twice_is_a_suspicious_drop(usual: Programme) -> None:
    usual.server.routes["/list"] = listing_page(range(1, 6))
    usual.sweep()
    assert [] == alerts(usual)
    code, events = usual.sweep()
    assert (3, "outside_expected") == (code, events[-1]["outcome"])
    assert [("suspicious_drop", "", True)] == alerts(usual)


def test_a_site_that_refuses_is_told(programme: Programme) -> None:
    shop(programme.server, 4, suspect=lambda _n: False)
    for n in (1, 2, 3):
        programme.server.routes[f"/ad/{n}"] = lambda exchange: Exchange.send(exchange, "no", 403)
    programme.write()
    programme.sweep()
    assert [("refused", "", True)] == alerts(programme)

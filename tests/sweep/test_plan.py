"""A sweep by a plan: what the frame was, what was drawn from it, and why anything was not fetched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from crawler.sampling import choose, drawn_pages, inclusion_of
from measure.sampled import prevalences
from tests.server import Exchange, Route
from tests.sweep.programme import Programme, advert, listing_page, shop

pytestmark = pytest.mark.browser


def numbered(last: int, per_page: int = 10, links: Callable[[int], str] = lambda _page: "") -> Route:
    """Result pages 1 to `last`, with the number of the last page in the pagination; what is beyond them is 404."""

    def index(exchange: Exchange) -> None:
        page = int(exchange.hit.target.partition("page=")[2] or 1)
        if page > last:
            exchange.send("no such page", 404)
            return
        body = listing_page(range((page - 1) * per_page + 1, page * per_page + 1), f"/list?page={page + 1}")
        exchange.send(body.replace("</body>", f"{links(page)}</body>"))

    return index


def pages_of(programme: Programme) -> dict[int, sqlite3.Row]:
    return {row["number"]: row for row in programme.rows("select * from frame order by number")}


def test_result_pages_are_drawn_and_their_probability_is_stored(programme: Programme) -> None:
    """Page 1 and two of pages 2 to 30, five of ten listings on each; anyone can repeat the draw from the seed."""
    shop(programme.server, 300, suspect=lambda _n: False, per_page=10)
    programme.server.routes["/list"] = numbered(30)
    programme.write(plan="pages = 3\ndepth = 30\nlistings = 5")
    code, events = programme.sweep(plan="weekly")
    assert (0, "weekly") == (code, events[-1]["plan"]), events[-1]
    (sweep,) = programme.rows("select seed, plan_name from sweeps")
    stratum = programme.server.url("/list?page={page}")
    told = pages_of(programme)
    assert set(drawn_pages(sweep["seed"], stratum, 30, 3)) == set(told)
    for number, row in told.items():
        assert pytest.approx(inclusion_of(number, 30, 3)) == row["inclusion"]
        assert (30, "plan", 10, 5, 5) == (
            row["frame_pages"],
            row["basis"],
            row["slots"],
            row["listings_drawn"],
            row["listings_read"],
        )
    fetched = {path.rpartition("/")[2] for path in programme.server.paths() if path.startswith("/ad/")}
    expected = {
        key
        for number in told
        for key in choose((str(n) for n in range(number * 10 - 9, number * 10 + 1)), 5, sweep["seed"])
    }
    assert expected == fetched
    assert {0.5} == {row["inclusion"] for row in programme.rows("select inclusion from frame_slots")}


def test_a_site_that_shows_its_end_is_drawn_from_up_to_there(programme: Programme) -> None:
    """Six pages of a frame of thirty: none is asked for beyond, and the frame says how it is known."""
    shop(programme.server, 60, suspect=lambda _n: False, per_page=10)
    links = "".join(f'<a href="/list?page={n}">{n}</a>' for n in (2, 6))
    programme.server.routes["/list"] = numbered(6, links=lambda _page: links)
    programme.write(plan="pages = 4\ndepth = 30\nlistings = 2")
    programme.sweep(plan="weekly")
    told = pages_of(programme)
    assert (4, {(6, "shown")}) == (len(told), {(row["frame_pages"], row["basis"]) for row in told.values()})
    assert max(told) <= 6


def test_pages_beyond_the_end_are_blank_units(programme: Programme) -> None:
    """404, another page instead, and the last page over again: no result, and no failure of ours."""
    shop(programme.server, 20, suspect=lambda _n: False, per_page=10)

    def index(exchange: Exchange) -> None:
        page = int(exchange.hit.target.partition("page=")[2] or 1)
        if page % 3 == 0:
            exchange.send("gone", 404)
        elif page > 2 and page % 3 == 1:
            exchange.redirect("/list?page=1")
        else:
            exchange.send(listing_page(range(1, 11) if page == 1 else range(11, 21), "/list?page=99"))

    programme.server.routes["/list"] = index
    programme.write(plan="pages = 8\ndepth = 9\nlistings = 3")
    code, events = programme.sweep(plan="weekly")
    assert 0 == code, events[-1]
    told = pages_of(programme)
    assert {"done"} == {row["state"] for row in told.values()}
    with_results = {number for number, row in told.items() if not row["blank"]}
    assert 1 in with_results
    assert len(with_results & {2, 5, 8}) == len(with_results) - 1 <= 1
    assert {} == events[-1]["skips"]


def test_a_page_that_was_refused_is_a_unit_with_its_reason(programme: Programme) -> None:
    """The frame says which units are missing, and the view of effort that the sweep is incomplete."""
    shop(programme.server, 100, suspect=lambda _n: False, per_page=10)
    good = numbered(10)

    def index(exchange: Exchange) -> None:
        if exchange.hit.target.endswith(("page=2", "page=3", "page=4")):
            exchange.send("not for you", 403)
        else:
            good(exchange)

    programme.server.routes["/list"] = index
    programme.write(plan="pages = 9\ndepth = 10\nlistings = 1")
    programme.sweep(plan="weekly")
    told = pages_of(programme)
    refused = {number: row["reason"] for number, row in told.items() if row["state"] != "done"}
    assert {number: "blocked" for number in (2, 3, 4) if number in told} == refused
    (effort,) = programme.rows("select * from effort")
    assert (9, 9 - len(refused), "first incomplete") == (
        effort["units_drawn"],
        effort["units_read"],
        effort["coverage_changed"],
    )


def test_what_was_paid_for_is_looked_at_and_not_drawn_from(programme: Programme) -> None:
    """Two promoted cards stand on every page; their listings are fetched once, and no slot of theirs is drawn."""
    shop(programme.server, 60, suspect=lambda n: n >= 51, per_page=10)
    paid = '<div class=top><a class=ad href="/ad/51">x</a><a class=ad href="/ad/52">y</a></div>'
    programme.server.routes["/list"] = numbered(5, links=lambda _page: paid)
    programme.write(more='    promoted = ".top"\n', plan="pages = 5\ndepth = 5\nlistings = 10")
    programme.sweep(plan="weekly")
    assert {(10, 2)} == {(row["slots"], row["promoted"]) for row in programme.rows("select * from frame")}
    assert {"51", "52"} == programme.findings()
    drawn = "select native_id from frame_slots join pages on pages.id = frame_slots.page_id"
    assert {str(n) for n in range(1, 51)} == {row["native_id"] for row in programme.rows(drawn)}
    assert 1 == sum(path == "/ad/51" for path in dict.fromkeys(programme.server.paths()))


def test_a_listing_in_two_searches_is_one_page_and_counts_half_for_each(programme: Programme) -> None:
    """Fetched once, drawn from both results, and its multiplicity is the number of searches that show it."""
    for n, title in ((1, "Carved ivory horn"), (2, "Ivory comb"), (3, "Powder horn")):
        programme.server.routes[f"/ad/{n}"] = advert(n, f"Oak {title}".replace("Ivory", "Ivory-white"))
    found = {"ivory": [1, 2], "horn": [1, 3]}
    programme.server.routes["/s"] = lambda exchange: exchange.send(
        listing_page(found[exchange.hit.target.partition("q=")[2].partition("&")[0]])
    )
    search = programme.server.url("/s?q={query}&page={page}")
    programme.write(more=f'    search = "{search}"\n', plan='queries = ["ivory", "horn"]\ncategories = []')
    programme.sweep(plan="weekly")
    told = {
        row["native_id"]: row["multiplicity"] for row in programme.rows("select * from pages where kind = 'listing'")
    }
    assert {"1": 2, "2": 1, "3": 1} == told
    assert 4 == len(programme.rows("select * from frame_slots"))
    assert [("search", "horn"), ("search", "ivory")] == [
        (row["kind"], row["stratum"]) for row in programme.rows("select kind, stratum from frame")
    ]


def test_the_share_of_suspects_comes_with_its_interval(programme: Programme) -> None:
    """Twelve pages of ten, one in five suspect: the share is right and its interval holds it."""
    shop(programme.server, 120, suspect=lambda n: n % 5 == 0, per_page=10)
    programme.server.routes["/list"] = numbered(12)
    programme.write(plan="pages = 12\ndepth = 12\nlistings = 10", browser="/no/such/browser")
    programme.sweep(plan="weekly")
    with closing(sqlite3.connect(programme.folder / "fieldsign.db")) as db:
        (sweep,) = db.execute("select id from sweeps").fetchone()
        estimate = prevalences(db, sweep)["category"]
    assert (120, 24) == (estimate.listings, estimate.suspects)
    assert estimate.share == pytest.approx(0.2)
    assert estimate.interval
    assert estimate.interval.low < 0.2 < estimate.interval.high


def test_a_change_of_the_frame_the_rules_or_the_site_is_marked(programme: Programme) -> None:
    """So that a trend is never an artefact of it; the same again is not marked, and another plan is its own row."""
    shop(programme.server, 20, suspect=lambda _n: False, per_page=10)
    programme.write(plan="pages = 2")
    programme.sweep(plan="weekly")
    programme.sweep(plan="weekly")
    programme.write(plan="pages = 1")
    programme.sweep(plan="weekly")
    programme.write(plan="pages = 1", more="    render = False\n")
    programme.sweep(plan="weekly")
    programme.sweep()
    told = [(row["plan"], row["coverage_changed"]) for row in programme.rows("select * from effort")]
    assert [("weekly", "first"), ("weekly", None), ("weekly", "frame"), ("weekly", "site"), (None, "first")] == told


def test_an_endless_calendar_ends_by_the_plan(programme: Programme) -> None:
    """A next page for ever, and pages that show the same over again: the plan ends it, and the ledger says so."""
    shop(programme.server, 10, suspect=lambda _n: False)

    def endless(exchange: Exchange) -> None:
        page = int(exchange.hit.target.partition("page=")[2] or 1)
        exchange.send(listing_page(range(1, 11), f"/list?page={page + 1}"))

    programme.server.routes["/list"] = endless
    programme.write(index_pages=30)
    programme.sweep()
    assert 2 == sum(path.startswith("/list") for path in programme.server.paths())
    assert ["repeated_page"] == [
        row["kind"] for row in programme.rows("select kind from events where sweep_id is not null")
    ]


def test_an_unmatched_listing_is_kept_for_its_time_only(programme: Programme) -> None:
    """The audit sample is text alone, and is forgotten when its time is over; the log says how many."""
    shop(programme.server, 10, suspect=lambda _n: False)
    programme.write(plan="audit_rate = 1.0")
    programme.sweep(plan="weekly")
    assert (10, 0) == (
        programme.rows("select count(*) as n from listings where kept_because = 'audit'")[0]["n"],
        programme.rows("select count(*) as n from captures")[0]["n"],
    )
    with closing(sqlite3.connect(programme.folder / "fieldsign.db")) as db, db:
        db.execute("update listings set first_seen_at = '2020-01-01T00:00:00.000Z'")
    programme.write(plan="audit_rate = 0.0", audit_keep="30d")
    programme.sweep(plan="weekly")
    assert [] == programme.rows("select * from listings")
    assert [] == programme.rows("select * from observations")
    (event,) = programme.rows("select detail from events where kind = 'audit_expired'")
    assert "10 listings" in event["detail"]
    with programme.store() as store:
        assert [] == store.faults()


def test_an_unknown_plan_is_refused_in_words(programme: Programme) -> None:
    shop(programme.server, 2)
    programme.write(plan="pages = 1")
    code, events = programme.sweep(plan="weakly")
    assert (1, "error") == (code, events[-1]["event"])
    assert "there are: weekly" in events[-1]["message"]

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.records import PageKind, PageReason, SweepOutcome, SweepTotals, Task
from storage.sampling_records import IndexCounts
from storage.store import Store
from storage.workspace import Workspace
from tests.storage.samples import HOME, SITE, begin, capture, listing, match, planned

FOUND = ("findings_new", "findings_again")


def test_a_sweep_is_kept_with_its_plan(store: Store) -> None:
    sweep = store.begin_sweep(site=SITE, home=HOME, seed=7, plan={"queries": ["象牙"]}, task=Task.RECHECK, late_by=12.5)
    (row,) = store.db["sweeps"].rows
    assert tuple(row[name] for name in ("site", "task", "seed", "late_by", "plan", "outcome")) == (
        SITE,
        "recheck",
        7,
        12.5,
        '{"queries": ["象牙"]}',
        "running",
    )
    assert sweep.id == row["id"]
    assert sweep.started_at.tzinfo is UTC
    assert row["started_at"].endswith("Z")


def test_a_page_is_planned_once_in_a_sweep(store: Store) -> None:
    """Only new keys come back, in the order given; another sweep may have the same key."""
    sweep = begin(store)
    first = store.plan_pages(sweep.id, [planned(2), planned(1)])
    second = store.plan_pages(sweep.id, [planned(1), planned(3), planned(3)])
    assert [page.native_id for page in first] == ["2", "1"]
    assert [page.native_id for page in second] == ["3"]
    assert [*first, *second] == store.planned_pages(sweep.id)
    assert len(store.plan_pages(begin(store).id, [planned(1)])) == 1


def test_an_index_page_and_what_it_led_to_are_one_write(store: Store) -> None:
    sweep = begin(store)
    index = planned(0, kind=PageKind.INDEX, url=f"{HOME}search?q=ivory", key="search", query="ivory", native_id=None)
    (page,) = store.plan_pages(sweep.id, [index])
    new = store.page_index_done(
        page,
        IndexCounts(links_found=3, links_sampled=2),
        plan=[planned(1, inclusion=0.5), planned(2, inclusion=0.5)],
    )
    assert new == store.planned_pages(sweep.id)
    assert [page.inclusion for page in new] == [0.5, 0.5]
    row = store.db["pages"].get(page.id)
    assert tuple(row[name] for name in ("state", "links_found", "links_new", "links_sampled", "attempts")) == (
        "done",
        3,
        2,
        2,
        1,
    )


def test_every_page_counts_once_under_what_became_of_it(store: Store) -> None:
    """Totals of one page of each kind, and of one that was written down twice."""
    sweep = begin(store)
    matched, again, unmatched, skipped, failed, left = store.plan_pages(sweep.id, [planned(n) for n in range(1, 7)])
    store.record_captured(matched, capture(), [(listing(), (match(),)), (listing(9), ())], listings_seen=5)
    store.page_seen_again(again, 4, [listing()])
    store.page_unmatched(unmatched, 3)
    store.page_unmatched(unmatched, 3)
    store.page_stopped(skipped, PageReason.ROBOTS_DISALLOWED, "robots.txt forbids /ad/4", failed=False)
    store.page_fetched(failed)
    store.page_stopped(failed, PageReason.HTTP_ERROR, "status 500", failed=True)
    expected = SweepTotals(
        pages_planned=6,
        pages_fetched=4,
        listings_seen=12,
        listings_matched=2,
        findings_new=1,
        findings_again=1,
        skips={PageReason.HTTP_ERROR: 1, PageReason.ROBOTS_DISALLOWED: 1},
    )
    assert expected == store.totals(sweep.id)
    assert [left] == store.planned_pages(sweep.id)
    assert expected == store.end_sweep(sweep.id, SweepOutcome.DONE, "as expected")
    row = store.db["sweeps"].get(sweep.id)
    assert tuple(
        row[name]
        for name in ["outcome", "note", "pages_planned", "pages_fetched", "listings_seen", "listings_matched", *FOUND]
    ) == ("done", "as expected", 6, 4, 12, 2, 1, 1)
    (effort,) = store.sweeps(SITE)
    assert (effort["pages_skipped"], effort["pages_failed"], effort["pages_left"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("outcome", "goes_on"),
    [
        (None, True),
        (SweepOutcome.INTERRUPTED, True),
        (SweepOutcome.DONE, False),
        (SweepOutcome.FAILED, False),
        (SweepOutcome.OUTSIDE_EXPECTED, False),
    ],
)
def test_a_sweep_that_was_cut_off_goes_on(workspace: Workspace, outcome: SweepOutcome | None, goes_on: bool) -> None:
    """Killed (still running) and interrupted sweeps are taken up with what is left; ended ones are not."""
    with Store.open(workspace) as store:
        sweep = begin(store)
        first, second = store.plan_pages(sweep.id, [planned(1), planned(2)])
        store.page_fetched(second)
        store.page_unmatched(first, 1)
        if outcome:
            store.end_sweep(sweep.id, outcome)
    with Store.open(workspace) as store:
        found = store.unfinished_sweep(SITE)
        assert goes_on == (found is not None)
        if found:
            assert (sweep.id, 7, True) == (found.id, found.seed, found.resumed)
            assert [(page.id, page.attempts) for page in store.planned_pages(found.id)] == [(second.id, 1)]
    assert not goes_on or sweep.started_at == found.started_at


def test_only_the_newest_sweep_of_a_site_goes_on(store: Store) -> None:
    begin(store)
    newest = begin(store)
    store.end_sweep(newest.id, SweepOutcome.DONE)
    assert store.unfinished_sweep(SITE) is None
    assert store.unfinished_sweep("another") is None


def test_events_and_times_come_from_the_clock(workspace: Workspace) -> None:
    with Store.open(workspace, clock=lambda: datetime(2026, 11, 20, 10, 30, tzinfo=UTC)) as store:
        store.event(begin(store).id, "browser_restarted", "it died with signal 9")
        (row,) = store.db["events"].rows
    assert (
        row["at"],
        row["kind"],
        row["detail"],
    ) == ("2026-11-20T10:30:00.000Z", "browser_restarted", "it died with signal 9")


def test_a_time_without_a_zone_never_enters(store: Store) -> None:
    (page,) = store.plan_pages(begin(store).id, [planned()])
    naive = capture(taken_at=datetime(2026, 11, 20))  # noqa: DTZ001
    with pytest.raises(ValueError, match="without a zone"):
        store.record_captured(page, naive, [(listing(), (match(),))], listings_seen=1)

from __future__ import annotations

from datetime import timedelta

import pytest

from rules import Level
from storage.findings import LEVELS
from storage.records import Degraded
from storage.store import Store
from storage.texts import content_sha256
from tests.storage.samples import HOME, SITE, TAKEN, capture, listing, match, pages

POISON = ("Carved tusk\ud83d", "Old ivory\0 40 cm")


def test_the_log_book_shows_what_a_person_asks(store: Store) -> None:
    """Site, title, url, rules, quoted words, level, when and screenshot in one row a finding."""
    (page,) = pages(store, 1)
    other = match(rule="tusk", title="Tusk named", level=Level.LOW, quote="tusk", start=13, end=17, score=0.5)
    store.record_captured(page, capture(), [(listing(), (match(), match(quote="Ivory"), other))], listings_seen=1)
    (row,) = store.suspects()
    expected = {
        "site": SITE,
        "title": "Carved ivory tusk no. 1",
        "url": f"{HOME}ad/1",
        "rule": "Elephant ivory offered for sale; Tusk named",
        "words": "Ivory | ivory | tusk",
        "level": "high",
        "score": 1.0,
        "state": "new",
        "price": "£300",
        "practice": 0,
    }
    assert expected == {name: row[name] for name in expected}
    assert row["screenshot"].endswith(".jpg")
    assert (store.workspace.folder / row["screenshot"]).read_bytes() == capture().screenshot


def test_a_listing_is_one_finding_for_ever(store: Store) -> None:
    """The second capture is a capture and not a second finding; nothing of the first changes."""
    first, second = pages(store, 1) + pages(store, 1)
    (new,) = store.record_captured(first, capture(), [(listing(), (match(),))], listings_seen=1)
    later = capture(taken_at=TAKEN + timedelta(days=1), html=b"<h1>Changed</h1>")
    (again,) = store.record_captured(second, later, [(listing(text="now £200"), (match(),))], listings_seen=1)
    assert (new.is_new, again.is_new) == (True, False)
    assert new.id == again.id
    assert [store.db[name].count for name in ("findings", "listings", "captures", "observations")] == [1, 1, 2, 2]
    assert (store.totals(first.sweep_id).findings_new, store.totals(second.sweep_id).findings_new) == (1, 0)
    (row,) = store.db["listings"].rows
    assert (
        row["text"],
        row["first_seen_at"],
        row["last_seen_at"],
    ) == ("now £200", "2026-11-20T10:30:00.000Z", "2026-11-21T10:30:00.000Z")


def test_a_finding_only_ever_rises(store: Store) -> None:
    """A higher level is taken over with the capture that shows it, a lower one is not."""
    for number, level in enumerate((Level.MEDIUM, Level.CRITICAL, Level.LOW)):
        (page,) = pages(store, 1)
        shot = capture(html=f"<p>{level}</p>".encode(), taken_at=TAKEN + timedelta(days=number))
        store.record_captured(page, shot, [(listing(), (match(level=level, score=float(number)),))], listings_seen=1)
    (finding,) = store.db["findings"].rows
    captures = [row["id"] for row in store.db["captures"].rows_where(order_by="taken_at")]
    assert ("critical", 2.0, captures[1]) == (finding["level"], finding["score"], finding["capture_id"])


def test_a_screenshot_that_was_lacking_is_made_good(store: Store) -> None:
    """The degraded capture is kept as a finding; the first whole one is then what the finding shows."""
    first, second = pages(store, 1) + pages(store, 1)
    degraded = capture(screenshot=None, html=b"", degraded=(Degraded.PAGE_DIED, Degraded.NO_SCREENSHOT))
    store.record_captured(first, degraded, [(listing(), (match(),))], listings_seen=1)
    known = store.known(SITE, "1")
    assert known is not None
    assert not known.has_good_capture
    (row,) = store.suspects()
    assert (row["screenshot"], row["degraded"]) == (None, '["page_died", "no_screenshot"]')
    store.record_captured(second, capture(), [(listing(), (match(),))], listings_seen=1)
    known = store.known(SITE, "1")
    assert known is not None
    assert known.has_good_capture
    assert store.suspects()[0]["screenshot"] is not None


def test_levels_are_those_of_the_rules() -> None:
    """The order that decides which level is higher is the order the rules name them in."""
    assert tuple(str(level) for level in Level) == LEVELS


def test_posts_of_a_thread_are_findings_of_their_own(store: Store) -> None:
    """One capture of a thread, three posts, two suspect: two findings with the same evidence, three seen."""
    (page,) = pages(store, 1)
    posts = [(listing(1), (match(),)), (listing(2), ()), (listing(3), (match(),))]
    refs = store.record_captured(page, capture(), posts, listings_seen=3)
    assert len(refs) == 2
    assert len({row["screenshot"] for row in store.suspects()}) == 1
    assert [row["native_id"] for row in store.db["listings"].rows] == ["1", "3"]


def test_an_unmatched_listing_leaves_only_a_count(store: Store) -> None:
    first, second = pages(store, 2)
    store.page_unmatched(first, 7)
    store.record_captured(second, capture(), [(listing(), ())], listings_seen=1)
    tables = ("listings", "sellers", "observations", "captures", "evidence", "custody")
    assert [store.db[name].count for name in tables] == [0] * 6
    assert store.totals(first.sweep_id).listings_seen == 8


def test_the_audit_sample_is_kept_as_text(store: Store) -> None:
    """An audited listing that matches later becomes a finding, and never an audit listing again."""
    first, second, third = pages(store, 3)
    store.page_unmatched(first, 7, audit=[listing(1)])
    (row,) = store.db["listings"].rows
    assert (row["kept_because"], row["title"]) == ("audit", "Carved ivory tusk no. 1")
    assert [store.db[name].count for name in ("captures", "findings")] == [0, 0]
    store.record_captured(second, capture(), [(listing(1), (match(),))], listings_seen=1)
    store.page_unmatched(third, 1, audit=[listing(1)])
    assert [row["kept_because"] for row in store.db["listings"].rows] == ["finding"]
    assert store.db["observations"].count == 3


def test_known_compares_like_with_like(store: Store) -> None:
    """A page that looks different to plain HTTP and to the browser is not taken for a changed advert."""
    (page,) = pages(store, 1)
    assert store.known(SITE, "1") is None
    plain, rendered = listing(text="Old ivory"), listing(text="Old ivory  Show number")
    store.record_captured(page, capture(), [(rendered, (match(),))], listings_seen=1, scanned=[plain])
    known = store.known(SITE, "1")
    assert known is not None
    assert known.content_sha256 == content_sha256(plain) != content_sha256(rendered)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"text": "Old  ivory, 40 cm.\nNo e-mails please."}, True),
        ({"elsewhere": "12 visitors today", "url": "https://classifieds.example/other"}, True),
        ({"text": "Old ivory, 41 cm."}, False),
        ({"title": "Sold"}, False),
        ({"price": None}, False),
    ],
)
def test_content_is_what_the_advert_says(changes: dict[str, object], same: bool) -> None:
    assert same == (content_sha256(listing()) == content_sha256(listing(**changes)))


def test_seen_again_moves_the_last_date_only(store: Store) -> None:
    first, second = pages(store, 2)
    store.record_captured(first, capture(), [(listing(), (match(),))], listings_seen=1)
    before = store.db["listings"].get(next(iter(store.db["listings"].rows))["id"])
    store.page_seen_again(second, 2, [listing(), listing(5)])
    after = next(iter(store.db["listings"].rows))
    assert {name for name in before if before[name] != after[name]} == {"last_seen_at"}
    assert after["last_seen_at"] > before["last_seen_at"]
    assert store.totals(first.sweep_id).findings_again == 1
    assert [row["text"] is None for row in store.db["observations"].rows] == [False, True]


def test_one_poisoned_listing_of_five_does_not_spoil_the_others(store: Store) -> None:
    """E09: a lone surrogate in the title and a NUL in the text; five rows, one with a note, spans unmoved."""
    (page,) = pages(store, 1)
    shot = capture(text="caf\ud83d", html=b"raw \xed\xa0\xbd \x00 bytes")
    poisoned = listing(3, title=POISON[0], text=POISON[1], seller="b\0b", url=f"{HOME}ad/3?\udc00")
    found = [(poisoned if n == 3 else listing(n), (match(quote="tusk\ud83d"),)) for n in range(1, 6)]
    store.record_captured(page, shot, found, listings_seen=5)
    rows = list(store.db["listings"].rows)
    assert len(store.suspects()) == 5
    assert [n for n, row in enumerate(rows, 1) if row["notes"] != "[]"] == [3]
    assert (rows[2]["title"], rows[2]["text"]) == ("Carved tusk\ufffd", "Old ivory\ufffd 40 cm")
    assert len(POISON[0]) == len(rows[2]["title"])
    assert "title: characters that cannot be stored were replaced" in rows[2]["notes"]
    source = store.suspects()[0]["page_source"]
    assert (store.workspace.folder / source).read_bytes() == b"raw \xed\xa0\xbd \x00 bytes"
    store.page_seen_again(page, 1, [poisoned])
    assert store.known(SITE, "3") is not None


def test_long_addresses_and_titles_are_kept_whole(store: Store) -> None:
    """E10: 2,000 characters of address and 90 Chinese characters of title; file names stay short."""
    url, title = f"{HOME}ad/1?" + "a" * 2000, "象牙雕刻" * 22 + "象牙"
    (page,) = pages(store, 1)
    store.record_captured(
        page,
        capture(url=url, final_url=url),
        [(listing(url=url, title=title), (match(quote="象牙"),))],
        listings_seen=1,
    )
    (row,) = store.suspects()
    assert (url, title, "象牙") == (row["url"], row["title"], row["words"])
    names = [path.name for path in (store.workspace.folder / "evidence").rglob("*.*")]
    assert max(len(name.encode()) for name in names) <= 80

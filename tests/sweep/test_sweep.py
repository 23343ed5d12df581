"""Whole sweeps: a real crawl in a process of its own, a real browser, a real database."""

from __future__ import annotations

import hashlib
import json
import signal
import threading
import time

import pytest

from crawler.sampling import choose
from tests.server import Exchange
from tests.sweep.programme import Programme, advert, listing_page, shop

pytestmark = pytest.mark.browser


def test_a_suspect_listing_ends_with_its_proof(programme: Programme) -> None:
    """From an index page to a finding with screenshot, source, match and custody entry; the rest is only counted."""
    shop(programme.server, 6)
    programme.write()
    code, events = programme.sweep()
    assert (0, "done") == (code, events[-1]["outcome"]), events[-1]
    assert (6, 1) == (events[-1]["listings"], events[-1]["findings"])
    (row,) = programme.rows("select * from suspects")
    assert ("shop", "Antique elephant ivory tusk carving no 5") == (row["site"], row["title"])
    assert 1 == len(programme.rows("select * from listings"))
    (capture,) = programme.rows("select * from captures")
    assert (200, "[]") == (capture["status"], capture["degraded"])
    for column in ("screenshot_sha256", "html_sha256"):
        (blob,) = programme.rows(f"select * from evidence where sha256 = '{capture[column]}'")
        kept = (programme.folder / blob["path"]).read_bytes()
        assert capture[column] == hashlib.sha256(kept).hexdigest()
    (match,) = programme.rows("select * from matches where field = 'title' limit 1")
    assert match["quote"] == row["title"][match["start"] : match["end"]]


def test_a_second_sweep_adds_no_duplicate(programme: Programme) -> None:
    """A listing that is still there is seen again: no new row, no new capture."""
    shop(programme.server, 6)
    programme.write()
    programme.sweep()
    _, events = programme.sweep()
    assert (0, 1) == (events[-1]["findings"], events[-1]["again"])
    for table in ("listings", "findings", "captures"):
        assert 1 == programme.rows(f"select count(*) as n from {table}")[0]["n"]


def test_an_edited_listing_is_captured_again_and_the_first_capture_stays(programme: Programme) -> None:
    """Captures are append-only; the finding stays one."""
    shop(programme.server, 5)
    programme.write()
    programme.sweep()
    first = programme.rows("select html_sha256 from captures")[0]["html_sha256"]
    programme.server.routes["/ad/5"] = advert(5, "Antique elephant ivory tusk, lower price", price="£9")
    programme.sweep()
    hashes = [row["html_sha256"] for row in programme.rows("select html_sha256 from captures order by id")]
    assert (first, 2) == (hashes[0], len(set(hashes)))
    assert {"5"} == programme.findings()


def test_a_page_that_only_a_browser_can_read_is_rendered_by_itself(programme: Programme) -> None:
    """Plain HTTP first; an index with no link and an advert with no title are loaded again in the browser."""
    programme.write()
    script = "<script>document.body.innerHTML = {};</script>"
    index = script.format(json.dumps('<a class=ad href="/ad/1">one</a><a class=ad href="/ad/2">two</a>'))
    body = "<h1>Elephant ivory tusk {}</h1><div class=body>Old carving</div><p class=price>£90</p>"
    programme.server.routes["/list"] = f"<html><body>{index}</body></html>"
    for n in (1, 2):
        programme.server.routes[f"/ad/{n}"] = f"<html><body>{script.format(json.dumps(body.format(n)))}</body></html>"
    code, events = programme.sweep()
    assert 0 == code, events[-1]
    assert {"1", "2"} == programme.findings()
    kinds = [row["kind"] for row in programme.rows("select kind from events")]
    assert kinds.count("browser_needed") >= 2


def test_a_huge_index_is_sampled_and_the_choice_can_be_repeated(programme: Programme) -> None:
    """B16: 200,000 links, sample 50: 50 visited, the queue stays small, the choice follows from the stored seed."""
    programme.server.routes["/list"] = listing_page(range(1, 200_001))
    programme.server.routes["/ad/*"] = lambda exchange: exchange.send(advert("n", "Oak bookcase"))
    programme.write(listings_per_index=50)
    _, events = programme.sweep()
    visited = {path.rpartition("/")[2] for path in programme.server.paths() if path.startswith("/ad/")}
    (sweep,) = programme.rows("select seed from sweeps")
    assert choose((str(n) for n in range(1, 200_001)), 50, sweep["seed"]) == visited
    (index,) = programme.rows("select * from pages where kind = 'index'")
    assert (200_000, 50) == (index["links_found"], index["links_sampled"])
    (drawn,) = programme.rows("select distinct inclusion from pages where kind = 'listing'")
    assert pytest.approx(50 / 200_000) == drawn["inclusion"]
    assert 50 == events[-1]["listings"]


@pytest.mark.parametrize("moments", [3, pytest.param(30, marks=pytest.mark.soak)])
def test_a_killed_sweep_resumes_to_the_same_findings(programme: Programme, moments: int) -> None:
    """E02, F13: SIGKILL at many moments; the same sweep carries on, nothing is lost or doubled, every file is whole."""
    shop(programme.server, 40 if moments < 10 else 120)
    programme.write(listings_per_index=200, index_pages=10, delay=0.1)
    for moment in range(moments):
        child = programme.start()
        assert child.stdout
        assert "begun" == json.loads(child.stdout.readline())["event"]
        time.sleep(3.0 * (moment * 0.61803 % 1))
        programme.kill(child)
    code, events = programme.sweep(timeout=240)
    count = 40 if moments < 10 else 120
    assert 0 == code, events[-1]
    assert {str(n) for n in range(5, count + 1, 5)} == programme.findings()
    assert [("ok",)] == [tuple(row) for row in programme.rows("pragma integrity_check")]
    assert [] == programme.rows("select key, count(*) from pages group by sweep_id, key having count(*) > 1")
    done = "select count(*) as n from pages where kind = 'listing' and state = 'done' group by sweep_id"
    assert {count} == {row["n"] for row in programme.rows(done)}
    for row in programme.rows("select sha256, path from evidence"):
        assert row["sha256"] == hashlib.sha256((programme.folder / row["path"]).read_bytes()).hexdigest()


def test_a_stop_signal_hands_back_what_is_not_done(programme: Programme) -> None:
    """SIGTERM ends the sweep as interrupted; the next one carries on with the same sweep."""
    shop(programme.server, 10)
    page = programme.server.routes["/ad/9"]
    programme.server.routes["/ad/9"] = lambda exchange: (time.sleep(1.5), exchange.send(page))[1]
    programme.write()
    child = programme.start()
    while not any(path.startswith("/ad/") for path in programme.server.paths()):
        time.sleep(0.02)
    child.send_signal(signal.SIGTERM)
    out, _ = child.communicate(timeout=30)
    assert "interrupted" == json.loads(out.splitlines()[-1])["outcome"]
    _, events = programme.sweep()
    assert (True, {"5", "10"}) == (events[-1]["resumed"], programme.findings())
    assert 1 == programme.rows("select count(*) as n from sweeps")[0]["n"]


def test_every_stop_has_its_name(programme: Programme) -> None:
    """A page that is gone, refused, broken, elsewhere or disallowed is named in the ledger; the good ones are read."""
    shop(programme.server, 5)
    programme.server.routes |= {
        "/list": listing_page([1, 5, 21, 22, 23, 24, 25, 26]),
        "/ad/22": lambda exchange: exchange.send("no", 403),
        "/ad/23": lambda exchange: exchange.redirect("http://elsewhere.example/"),
        "/ad/24": "<html><body><p>nothing like an advert</p></body></html>",
        "/ad/25": lambda exchange: exchange.send("broken", 500),
        "/ad/26": "never asked for",
        "/robots.txt": "User-agent: *\nDisallow: /ad/26\n",
    }
    programme.write()
    code, events = programme.sweep()
    assert 0 == code, events[-1]
    expected = {
        "/ad/21": "not_found",
        "/ad/22": "blocked",
        "/ad/23": "offsite_redirect",
        "/ad/24": "no_listing",
        "/ad/25": "http_error",
        "/ad/26": "robots_disallowed",
    }
    assert expected == programme.reasons()
    assert "/ad/26" not in programme.server.paths()
    assert {"5"} == programme.findings()


def test_without_a_browser_the_finding_is_kept_degraded(programme: Programme) -> None:
    """No browser: the match is kept with the source of the scan, and says that there is no screenshot."""
    shop(programme.server, 5)
    programme.write(browser=str(programme.folder / "no-such-browser"))
    code, events = programme.sweep()
    assert (0, 1) == (code, events[-1]["findings"]), events[-1]
    (capture,) = programme.rows("select * from captures")
    assert capture["screenshot_sha256"] is None
    assert "no_screenshot" in capture["degraded"]


def test_a_site_file_that_raises_costs_one_page(programme: Programme) -> None:
    """A fault in a tidy hook is named with file and line; the other pages are read."""
    shop(programme.server, 6)
    more = "    def tidy(self, listing):\n        return 1 / 0 if listing.native_id == '1' else listing\n"
    programme.write(more=more)
    programme.sweep()
    (row,) = programme.rows("select reason, detail from pages where reason is not null")
    assert "internal" == row["reason"]
    assert "ZeroDivisionError" in row["detail"]
    assert "shop.py:" in row["detail"]
    assert {"5"} == programme.findings()


def test_the_page_budget_ends_a_sweep_by_name(programme: Programme) -> None:
    """No more pages than the budget; each one left out is named."""
    shop(programme.server, 20)
    programme.write(page_budget=8)
    _, events = programme.sweep()
    assert {"budget": 13} == events[-1]["skips"]
    assert 7 == sum(path.startswith("/ad/") for path in dict.fromkeys(programme.server.paths()))


def test_a_site_that_cannot_be_reached_fails_in_words(programme: Programme) -> None:
    """Nobody answers: exit code 1 and the reason by name."""
    programme.write()
    programme.server.routes["/list"] = Exchange.drop
    code, events = programme.sweep()
    assert (1, "failed") == (code, events[-1]["outcome"])
    assert "network" in events[-1]["note"]


def test_two_sweeps_of_one_site_do_not_run_together(programme: Programme) -> None:
    """The second one says who holds the site; the first is not harmed."""
    shop(programme.server, 5)
    page = programme.server.routes["/ad/1"]
    refused = threading.Event()
    programme.server.routes["/ad/1"] = lambda exchange: (refused.wait(60), exchange.send(page))[1]
    programme.write()
    first = programme.start()
    while "/list?page=1" not in programme.server.paths():
        time.sleep(0.02)
    code, events = programme.sweep()
    refused.set()
    assert (1, "error") == (code, events[-1]["event"])
    assert str(first.pid) in events[-1]["message"]
    out, _ = first.communicate(timeout=60)
    assert "done" == json.loads(out.splitlines()[-1])["outcome"]


def test_a_real_site_is_not_swept_without_a_contact(programme: Programme) -> None:
    """The User-Agent carries a contact address; without one no request is sent."""
    shop(programme.server, 5)
    programme.write(allowed_hosts=[])
    code, events = programme.sweep()
    assert (1, []) == (code, programme.server.paths())
    assert "contact" in events[-1]["message"]


def test_a_stop_does_not_wait_for_a_robots_txt_that_is_not_there(programme: Programme) -> None:
    """F12: a site that is down is asked again only after a while; a stop signal ends that wait."""
    programme.server.routes["/robots.txt"] = lambda exchange: exchange.send("busy", 503)
    programme.write()
    child = programme.start()
    while "/robots.txt" not in programme.server.paths():
        time.sleep(0.02)
    child.send_signal(signal.SIGTERM)
    out, _ = child.communicate(timeout=15)
    assert "interrupted" == json.loads(out.splitlines()[-1])["outcome"]
    assert "/list?page=1" not in programme.server.paths()


def test_a_reply_is_not_suspect_for_the_title_of_its_thread(programme: Programme) -> None:
    """In a thread each post stands for itself: who answers under a suspect title has not offered anything."""
    programme.write(more="")
    site = (programme.folder / "sites" / "shop.py").read_text(encoding="utf-8")
    site = site.replace("Marketplace", "Forum") + '    posts = ".post"\n    post_id = "@id"\n'
    (programme.folder / "sites" / "shop.py").write_text(site, encoding="utf-8")
    programme.server.routes["/list"] = listing_page([1])
    posts = [("p1", "Old tusk, 40 cm"), ("p2", "Is it still there?"), ("p3", "I have elephant ivory too")]
    blocks = "".join(
        f"<div class=post id={n}><p class=seller>u{n}</p><div class=body>{t}</div></div>" for n, t in posts
    )
    programme.server.routes["/ad/1"] = f"<html><body><h1>Elephant ivory tusk for sale</h1>{blocks}</body></html>"
    code, events = programme.sweep()
    assert (0, 3) == (code, events[-1]["listings"]), events[-1]
    assert {"1/1", "1/3"} == programme.findings()

"""The practice sites answer as real ones do, and say plainly what they are."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served.adverts import BAZAAR, MARKET, THREADS
from tests.served.pages import BANNER
from tests.served.serving import served

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served() as url:
        yield url


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize(
    "path", ["market/", "market/?page=2", "bazaar/", "forum/", "market/item/101", "forum/thread/3"]
)
def test_every_page_says_that_it_is_practice(base: str, path: str) -> None:
    """Nobody can take a page or its screenshot for a real one."""
    assert BANNER in get(base + path)


def test_every_picture_says_that_it_is_practice(base: str) -> None:
    """Each advert has a drawing with the word in it."""
    for advert in (*MARKET, *BAZAAR):
        assert ">PRACTICE<" in get(f"{base}pictures/{advert.number}.svg")


def test_the_bazaar_is_empty_without_its_script(base: str) -> None:
    """The plain page holds no advert; the JSON behind it does."""
    (advert, *_) = BAZAAR
    assert advert.title not in get(f"{base}bazaar/item/{advert.number}")
    assert advert.title == json.loads(get(f"{base}bazaar/api/item/{advert.number}"))["title"]


def test_index_pages_lead_to_everything_once(base: str) -> None:
    """Following the next links of the bazaar gives each advert once."""
    found, following = [], "/bazaar/?page=1"
    while following:
        answer = json.loads(get(base + following.lstrip("/").replace("bazaar/?", "bazaar/api/items?")))
        found += [item["number"] for item in answer["items"]]
        following = answer["next"]
    assert [advert.number for advert in BAZAAR] == found


@pytest.mark.parametrize(("path", "status"), [("market/item/114", 410), ("market/item/115", 404), ("forum/x", 404)])
def test_what_is_gone_is_gone(base: str, path: str, status: int) -> None:
    """Removed and absent pages answer so."""
    with pytest.raises(urllib.error.HTTPError) as raised:
        get(base + path)
    assert status == raised.value.code
    raised.value.close()


def test_there_is_something_suspect_and_something_innocent_in_each_language() -> None:
    """The practice set can show a miss as well as a false alarm."""
    kinds: dict[str, set[bool]] = {}
    for advert in (*MARKET, *BAZAAR):
        kinds.setdefault(advert.language, set()).add(advert.suspect)
    for thread in THREADS:
        kinds.setdefault(thread.language, set()).update(post.suspect for post in thread.posts)
    assert {"en", "zh", "th", "vi", "fr", "ru", "ar"} == set(kinds)
    assert {frozenset({True, False})} == {frozenset(seen) for seen in kinds.values()}


def test_it_prints_where_it_is_and_stops_when_told() -> None:
    """The first line is JSON with the address; SIGTERM ends it with 0."""
    command = [sys.executable, "-m", "tests.served", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert "Practice market" in get(json.loads(server.stdout.readline())["url"] + "market/")
        server.send_signal(signal.SIGTERM)
        assert 0 == server.wait(20)

"""Debian's WordPress: each of its themes is read alike, and each state of a post says what it is."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from crawler.loading import load_sites
from crawler.outcome import said
from crawler.settings import Config, SiteSettings
from crawler.site import Site

pytestmark = [pytest.mark.thirdparty, pytest.mark.xdist_group("wordpress")]

Run = Callable[..., dict[str, Any]]
THEMES = ("twentytwentyone", "twentytwentytwo", "twentytwentythree")


class Board:
    """The running board, and the site file that reads it."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run = run
        self.told = run("up", "--listings", "25")
        settings = {"wordpress_testbed": SiteSettings(home=self.told["base_url"] + "/")}
        self.site: Site = load_sites(Config(folder=folder, sites=settings))["wordpress_testbed"]()

    def look(self, url: str) -> HtmlResponse:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return HtmlResponse(answer.url, status=answer.status, body=answer.read(), encoding="utf-8")
        except urllib.error.HTTPError as error:
            with error:
                return HtmlResponse(url, status=error.code, body=error.read(), encoding="utf-8")

    def ids(self, url: str) -> list[str]:
        return [one.native_id for one in self.site.read_listings(self.look(url), datetime.now(UTC))]

    def moderate(self, action: str, subject: object) -> None:
        self.run("moderate", action, str(subject))


@pytest.fixture(scope="module")
def board(wordpress: Callable[[], Run], tmp_path_factory: pytest.TempPathFactory) -> Board:
    return Board(wordpress(), tmp_path_factory.mktemp("board"))


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_is_read_alike(board: Board, theme: str) -> None:
    """Index pages lead to each post, ten a page; a post is read with its text, photos, author and comments."""
    board.moderate("theme", theme)
    shown = [*board.told["listings"], board.told["states"]["protected"], board.told["states"]["closed"]]
    links: list[str] = []
    url: str | None = board.site.browse[0]
    while url:
        page = board.site.read_index(board.look(url))
        links += [link.url for link in page.links]
        url = page.next_url
    assert sorted(ad["url"] for ad in shown) == sorted(links)
    for ad in board.told["listings"]:
        article, *replies = board.site.read_listings(board.look(ad["url"]), datetime.now(UTC))
        assert [str(ad["id"]), *(f"{ad['id']}/{one}" for one in ad["comments"])] == [
            article.native_id,
            *(reply.native_id for reply in replies),
        ]
        assert (ad["seller"], False) == (article.seller, article.is_reply)
        assert article.text, ad["url"]
        assert article.posted, ad["url"]
        assert bool(ad["photo"]) == bool(article.images), ad["url"]
        assert all(reply.is_reply and reply.text and reply.seller and reply.posted for reply in replies), ad["url"]
        assert "live" == said(type(board.site), board.look(ad["url"]))


@pytest.mark.parametrize("theme", THEMES)
def test_a_search_finds_posts_and_says_when_it_finds_none(board: Board, theme: str) -> None:
    """The page of a search without results is told from one that could not be read; neither is a listing."""
    board.moderate("theme", theme)
    found, none = (board.look(board.site.search.format(query=word)) for word in ("tusk", "nothingofthekind"))
    assert 2 == len(board.site.read_index(found).links)
    assert not board.site.read_index(found).empty
    assert board.site.read_index(none).empty
    assert () == board.site.read_listings(found, datetime.now(UTC))


@pytest.mark.parametrize("theme", THEMES)
def test_a_state_says_what_it_is(board: Board, theme: str) -> None:
    """Trash, privacy and drafts are one and the same 404, as is what never was; a password is a wall."""
    board.moderate("theme", theme)
    states = {name: one["url"] for name, one in board.told["states"].items()} | {"absent": board.told["absent_url"]}
    looks = {name: board.look(url) for name, url in states.items()}
    looks["login"] = board.look(board.told["base_url"] + "/wp-login.php")
    assert {
        "trashed": (404, "gone_no_reason"),
        "private": (404, "gone_no_reason"),
        "draft": (404, "gone_no_reason"),
        "absent": (404, "gone_no_reason"),
        "protected": (200, "login_wall"),
        "closed": (200, "live"),
        "login": (200, "login_wall"),
    } == {name: (look.status, said(type(board.site), look)) for name, look in looks.items()}


def test_what_happens_to_a_post_is_seen_at_its_old_address(board: Board) -> None:
    """A renamed post keeps its number when redirected; a comment held back hides its answers, a deleted one none."""
    ad = board.told["listings"][3]
    own, (first, second, third) = str(ad["id"]), ad["comments"]
    board.moderate("rename", ad["id"])
    assert board.told["base_url"] + f"/2026/11/25/renamed-{own}/" == board.look(ad["url"]).url
    assert [own, f"{own}/{first}", f"{own}/{second}", f"{own}/{third}"] == board.ids(ad["url"])
    board.moderate("unapprove-comment", second)
    assert [own, f"{own}/{first}"] == board.ids(ad["url"])
    board.moderate("delete-comment", second)
    assert [own, f"{own}/{first}", f"{own}/{third}"] == board.ids(ad["url"])
    board.moderate("trash", ad["id"])
    assert 404 == board.look(ad["url"]).status
    assert "gone_no_reason" == said(type(board.site), board.look(ad["url"]))


@pytest.mark.parametrize("rule", ["plain", "/archives/%post_id%", "/%postname%/", "/index.php/%category%/%postname%/"])
def test_a_post_keeps_its_number_whatever_its_address(board: Board, rule: str) -> None:
    """An administrator may change how addresses are made; the links are found, and old listings stay the same."""
    board.moderate("permalinks", rule)
    page = board.site.read_index(board.look(board.site.browse[0]))
    assert 10 == len(page.links)
    assert page.next_url
    ad = board.told["listings"][0]
    assert str(ad["id"]) == board.ids(page.links[0].url)[0]

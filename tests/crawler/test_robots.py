"""What robots.txt lets us do, and what happens when it cannot be had."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from scrapy.http.headers import Headers

from crawler.addresses import AddressGuard
from crawler.pace import Pace
from crawler.robots import MAX_BYTES, Robots, RobotsAnswer, RobotsBook, RobotsUnavailableError, robots_text

ORIGIN = "http://market.example"
PAGE = f"{ORIGIN}/ad/1"


def answer(status: int = 200, body: bytes = b"", **headers: str) -> RobotsAnswer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RobotsAnswer(status=status, headers=Headers(named), body=body)


def book(fetch: Callable[[str], RobotsAnswer]) -> tuple[RobotsBook, list[str]]:
    """Return a book that asks `fetch` and waits for nothing, and the list of URLs asked for."""
    asked: list[str] = []

    async def one(url: str) -> RobotsAnswer:
        asked.append(url)
        return fetch(url)

    async def public(_host: str, _port: int) -> list[str]:
        return ["93.184.215.14"]

    pace = Pace(lambda _netloc: 0.0, max_rest=0)
    guard = AddressGuard(frozenset(), public)
    return RobotsBook(one, guard, pace, lambda *_answer: None, patience=0.0, timeout=1), asked


def robots(fetch: Callable[[str], RobotsAnswer], url: str = PAGE) -> Robots:
    return asyncio.run(book(fetch)[0].of(urlsplit(url)))


@pytest.mark.parametrize("status", [404, 410, 400, 405, 451])
def test_no_robots_txt_allows_everything(status: int, caplog: pytest.LogCaptureFixture) -> None:
    """B01: a client error other than 401, 403 and 429 means that there is no robots.txt; the choice is logged."""
    caplog.set_level(logging.INFO)
    assert robots(lambda _url: answer(status)).allows(PAGE)
    assert f"status {status}" in caplog.text


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503, 599, 304, 100])
def test_a_robots_txt_that_cannot_be_had_means_not_now(status: int, caplog: pytest.LogCaptureFixture) -> None:
    """B01: refused, blocked and broken are never "all allowed"; it is asked for four times, each time logged."""
    asking, asked = book(lambda _url: answer(status))
    seen = asyncio.run(asking.of(urlsplit(PAGE)))
    assert [f"{ORIGIN}:80/robots.txt"] * 4 == asked
    assert (False, f"it answered with status {status}") == (seen.allows(PAGE), seen.why)
    assert 4 == caplog.text.count("not now")


def test_not_now_is_not_kept_for_good() -> None:
    """B01: as soon as robots.txt can be had, the crawl goes on, within one asking or in the next."""
    answers = iter([503, 503, 503, 503, 503, 200])

    async def twice() -> list[bool]:
        asking, _ = book(lambda _url: answer(next(answers)))
        return [(await asking.of(urlsplit(PAGE))).allows(PAGE) for _ in range(2)]

    assert [False, True] == asyncio.run(twice())


def test_robots_txt_is_asked_for_once_per_origin() -> None:
    """Many pages at once ask for the file once; another port and another scheme are another origin."""

    async def many() -> list[str]:
        asking, asked = book(lambda _url: answer())
        urls = [PAGE, PAGE, f"{ORIGIN}:80/x", f"{ORIGIN}:81/x", "https://market.example/x"]
        await asyncio.gather(*(asking.of(urlsplit(url)) for url in urls))
        await asking.of(urlsplit(PAGE))
        return sorted(asked)

    wanted = ["http://market.example:80", "http://market.example:81", "https://market.example:443"]
    assert [f"{origin}/robots.txt" for origin in wanted] == asyncio.run(many())


def test_five_redirects_are_followed_and_a_sixth_is_not_now() -> None:
    """Each hop of a robots.txt is fetched as long as there are not too many, and a relative Location is read."""

    def hops(count: int) -> Callable[[str], RobotsAnswer]:
        def fetch(url: str) -> RobotsAnswer:
            done = int(urlsplit(url).query or 0)
            return answer(302, Location=f"/robots.txt?{done + 1}") if done < count else answer()

        return fetch

    assert robots(hops(5)).allows(PAGE)
    assert not robots(hops(6)).allows(PAGE)


def test_a_redirect_of_robots_txt_to_a_private_address_is_not_followed() -> None:
    """H05: robots.txt is no way round the address check."""
    asking, asked = book(lambda _url: answer(302, Location="http://169.254.169.254/robots.txt"))
    seen = asyncio.run(asking.of(urlsplit(PAGE)))
    assert (False, {f"{ORIGIN}:80/robots.txt"}) == (seen.allows(PAGE), set(asked))
    assert "link-local" in seen.why


def test_our_own_group_counts_before_the_one_for_all() -> None:
    """The token is Fieldsign, in any case; a token that only holds ours is somebody else."""
    ours = b"User-agent: *\nDisallow: /\nUser-agent: fieldsign\nDisallow: /private\n"
    text = ours + b"User-agent: fieldsignal\nDisallow: /ad\n"
    seen = robots(lambda _url: answer(body=text))
    assert [True, False] == [seen.allows(PAGE), seen.allows(f"{ORIGIN}/private/1")]


@pytest.mark.parametrize(
    ("delay", "lines"),
    [
        (3.0, "Crawl-delay: 3"),
        (2.5, "Crawl-delay: 2.5"),
        (10.0, "Request-rate: 1/10"),
        (0.0, "Crawl-delay: soon"),
        (0.0, "Crawl-delay: -3"),
        (0.0, "Disallow:"),
    ],
)
def test_the_delay_is_read(delay: float, lines: str) -> None:
    """B03: Crawl-delay and Request-rate count, the longer one; nonsense does not."""
    assert delay == robots(lambda _url: answer(body=f"User-agent: *\n{lines}\n".encode())).delay


def test_robots_txt_is_read_whatever_it_is_sent_as() -> None:
    """B17: attachment, odd type, byte order mark, NUL, bytes that are no text: the rules are obeyed."""
    body = b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /ad\x00\n# \xff\xfe\n"
    sent = answer(body=body, Content_Type="application/octet-stream", Content_Disposition="attachment")
    assert not robots(lambda _url: sent).allows(PAGE)


def test_a_packed_robots_txt_is_unpacked_within_its_cap() -> None:
    """B13: a bomb in robots.txt is cut at the cap; rules before the cut count."""
    packed = gzip.compress(b"User-agent: *\nDisallow: /ad\n" + b"#" * 50_000_000)
    text = robots_text(answer(body=packed, Content_Encoding="gzip"))
    assert (MAX_BYTES, True) == (len(text), "Disallow: /ad" in text)


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"no gzip"), ("br", b"x")])
def test_a_robots_txt_that_cannot_be_unpacked_means_not_now(coding: str, body: bytes) -> None:
    """What we cannot read, we do not take for consent."""
    with pytest.raises(RobotsUnavailableError):
        robots_text(answer(body=body, Content_Encoding=coding))


def test_an_error_of_the_fetch_means_not_now() -> None:
    """A refused connection and a hang end alike, with what was wrong."""

    def refuse(_url: str) -> RobotsAnswer:
        raise RobotsUnavailableError("connection refused")

    assert (False, "connection refused") == (robots(refuse).allows(PAGE), robots(refuse).why)

"""Addresses off the public internet are refused, however they are spelled and whoever names them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.addresses import AddressGuard, kind_of, literal_address, netloc_of, plain_host, shared_guard
from crawler.refusal import PageRefused
from crawler.resolver import GuardedResolver
from storage.records import PageReason
from tests.crawler.crawl_once import crawl
from tests.server import serving

REFUSED_URLS = [
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/",
    "http://127.1/",
    "http://[::1]/",
    "http://0x7f000001/",
    "http://10.0.0.1/",
    "file:///etc/passwd",
    "http://2130706433/",
    "http://017700000001/",
    "http://0/",
    "http://0x7f.1/",
    "http://127.0.0.1./",
    "http://127。0。0。1/",
    "http://１２７.0.0.1/",
    "http://LOCALHOST./",
    "http://printer.localhost/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[::127.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://100.64.0.1/",
    "http://192.168.1.1:8080/",
    "http://172.16.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://192.0.2.1/",
    "http://market.example@10.0.0.1/",
    "http://user:word@market.example/",
    "http://market.example\\@10.0.0.1/",
    "http://market.example:99999/",
    "http://[::1/",
    "http:///page",
    "ftp://market.example/",
    "gopher://market.example/",
    "data:text/html,x",
    "javascript:alert(1)",
    "",
]


def answering(*answers: list[str]) -> tuple[Callable[[str, int], Awaitable[list[str]]], list[str]]:
    """Return a lookup that gives these answers in turn, the last one for ever, and the list of what it was asked."""
    asked: list[str] = []

    async def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return look_up, asked


def reason_of(guard: AddressGuard, url: str) -> PageReason | None:
    try:
        asyncio.run(guard.check_url(url))
    except PageRefused as refusal:
        return refusal.reason
    return None


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_private_and_malformed_addresses_are_refused_with_a_reason(url: str) -> None:
    """H05: what leads off the public internet, or reads in two ways, is refused without asking a resolver."""
    look_up, asked = answering(["93.184.215.14"])
    assert (PageReason.ADDRESS_REFUSED, []) == (reason_of(AddressGuard(frozenset(), look_up), url), asked)


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "https://market.example/", "http://[2606:4700::1111]/"])
def test_public_addresses_pass(url: str) -> None:
    """The guard can say yes."""
    look_up, _ = answering(["93.184.215.14", "2606:4700::1111"])
    assert reason_of(AddressGuard(frozenset(), look_up), url) is None


@pytest.mark.parametrize("answer", [["10.0.0.5"], ["93.184.215.14", "127.0.0.1"], ["::ffff:192.168.0.1"]])
def test_a_name_is_refused_when_any_of_its_addresses_is(answer: list[str]) -> None:
    """A public name that resolves to a private address is as private as the address."""
    look_up, _ = answering(answer)
    assert PageReason.ADDRESS_REFUSED == reason_of(AddressGuard(frozenset(), look_up), "http://market.example/")


def test_an_allowed_host_passes_on_its_port_only() -> None:
    """`host:port` allows that port, `host` allows every port, and neither allows another name."""
    guard = AddressGuard(frozenset({"127.0.0.1:8101", "intranet"}), answering(["10.0.0.9"])[0])
    assert reason_of(guard, "http://127.0.0.1:8101/a") is None
    assert reason_of(guard, "http://intranet:81/") is None
    assert PageReason.ADDRESS_REFUSED == reason_of(guard, "http://127.0.0.1:8102/")
    assert PageReason.ADDRESS_REFUSED == reason_of(guard, "http://intranet.example/")


def test_a_name_that_points_at_an_allowed_address_stays_refused() -> None:
    """The list names hosts: nobody gets in by pointing their own name at a listed address."""
    guard = AddressGuard(frozenset({"127.0.0.1:8101"}), answering(["127.0.0.1"])[0])
    assert PageReason.ADDRESS_REFUSED == reason_of(guard, "http://evil.example:8101/")


def test_a_name_is_asked_once_and_its_answer_is_kept() -> None:
    """DNS rebinding: the address that was checked is the one that is connected to."""

    async def twice(guard: AddressGuard) -> list[list[str]]:
        first, second = await asyncio.gather(guard.resolve("market.example", 80), guard.resolve("market.example", 80))
        return [first, second, await guard.resolve("market.example", 443)]

    look_up, asked = answering(["93.184.215.14"], ["127.0.0.1"])
    assert [["93.184.215.14"]] * 3 == asyncio.run(twice(AddressGuard(frozenset(), look_up)))
    assert ["market.example"] == asked


def test_a_name_without_an_address_is_a_network_fault_and_is_asked_again() -> None:
    """A failed lookup is not kept."""

    async def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        if len(asked) == 1:
            raise OSError("Name or service not known")
        return ["93.184.215.14"]

    asked: list[str] = []
    guard = AddressGuard(frozenset(), look_up)
    assert PageReason.NETWORK == reason_of(guard, "http://market.example/")
    assert reason_of(guard, "http://market.example/") is None


def test_check_and_connection_share_one_guard() -> None:
    """Scrapy's resolver and the manners of a crawl find the same guard, so that they see the same answer."""
    assert shared_guard(frozenset({"a:1"})) is shared_guard(frozenset({"a:1"}))
    assert shared_guard(frozenset({"a:1"})) is not shared_guard(frozenset({"a:2"}))


@pytest.mark.parametrize(
    ("netloc", "url"),
    [
        ("market.example:80", "http://Market.example./x"),
        ("market.example:443", "https://market.example/x"),
        ("market.example:8080", "http://market.example:8080"),
        ("[2606:4700::1111]:443", "https://[2606:4700::1111]/"),
        ("xn--mrkt-loa.example:80", "http://märkt.example/"),
    ],
)
def test_hosts_are_compared_in_one_spelling(netloc: str, url: str) -> None:
    """A host and port is written in one way, whatever the URL writes."""
    assert netloc == netloc_of(url)


def test_a_hosts_name_is_not_an_address() -> None:
    """Names that only look like numbers are looked up; public addresses have no kind."""
    assert [None, None] == [literal_address("1.2.3.4.example"), literal_address("")]
    assert "market.example" == plain_host("MARKET.example.")
    assert kind_of(literal_address("8.8.8.8")) is None


class Told:
    """A receiver that keeps what it is told."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = asyncio.Event()

    def resolutionBegan(self, resolution: object) -> None: ...  # noqa: N802

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete.set()


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        (["93.184.215.14", "2606:4700::1111"], [["93.184.215.14", "2606:4700::1111"]]),
        ([], [["127.0.0.1"]]),
        ([], [["93.184.215.14", "10.0.0.1"]]),
    ],
)
def test_scrapy_is_told_only_of_addresses_that_passed(told: list[str], answers: list[list[str]]) -> None:
    """Plain HTTP connects to what the resolver tells; of a refused name it tells nothing."""

    async def resolve() -> list[str]:
        receiver = Told()
        guard = AddressGuard(frozenset(), answering(*answers)[0])
        GuardedResolver(None, guard).resolveHostName(receiver, "market.example", 80)
        await asyncio.wait_for(receiver.complete.wait(), 5)
        return receiver.hosts

    assert told == asyncio.run(resolve())


def test_nothing_connects_to_a_refused_address_even_unchecked() -> None:
    """With every check before the request taken out, the connection itself is still refused, literal or name."""
    with serving({"/*": "<h1>inside</h1>"}) as server:
        urls = [f"http://{host}:{server.port}/" for host in ("127.0.0.1", "localhost", "127.1")]
        report = crawl({"allowed_hosts": ["elsewhere:1"]}, urls, settings={"DOWNLOADER_MIDDLEWARES": {}})
    assert ([], ["network"] * 3) == (server.hits, report.reasons())
    assert 3 <= len(report.logged("No connection to"))

"""Which addresses may be connected to: the public internet, and private hosts that the workspace names."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable
from functools import cache
from urllib.parse import SplitResult, urlsplit

from crawler.refusal import PageRefused
from storage.records import PageReason

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Awaitable[list[str]]]

DEFAULT_PORTS = {"http": 80, "https": 443}
LOOKUP_SECONDS = 15.0
KEEP_SECONDS = 300.0
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


async def look_up(host: str, port: int) -> list[str]:
    """Return the IP addresses that the system's resolver gives for a host name; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]).partition("%")[0] for *_, sockaddr in found))


class AddressGuard:
    """Resolves names once and refuses every address that is not on the public internet.

    `allowed_hosts` are the exceptions, as `host` (any port) or `host:port`; a name on the list is allowed whatever
    it resolves to, a name that is not stays refused even when it resolves to an address on the list.
    """

    def __init__(self, allowed_hosts: frozenset[str], look_up: Lookup = look_up) -> None:
        self._allowed = frozenset(host.lower() for host in allowed_hosts)
        self._look_up = look_up
        self._known: dict[str, tuple[float, list[str]]] = {}
        self._asking: dict[str, asyncio.Task[list[str]]] = {}

    def allows(self, host: str, port: int) -> bool:
        """Tell whether the workspace names this host."""
        name = plain_host(host)
        return not self._allowed.isdisjoint({name, f"{name}:{port}", f"[{name}]", f"[{name}]:{port}"})

    def refused(self, ip: str, host: str, port: int) -> str | None:
        """Say why `host`, which resolved to `ip`, must not be connected to; None when it may."""
        if self.allows(host, port):
            return None
        kind = kind_of(ipaddress.ip_address(ip.partition("%")[0]))
        if kind is None:
            return None
        named = f"{host} is" if plain_host(host) == ip else f"{host} stands for {ip},"
        article = "an" if kind == "unspecified" else "a"
        return (
            f"{named} {article} {kind} address; add {host}:{port} to allowed_hosts in fieldsign.toml if it is your own"
        )

    async def resolve(self, host: str, port: int) -> list[str]:
        """Return the addresses to connect to, in the resolver's order; the same ones for some minutes.

        Raises PageRefused: ADDRESS_REFUSED when any of them is refused, NETWORK when there are none.
        """
        name = plain_host(host)
        self.check_literal(name, port)
        literal = literal_address(name)
        found = [str(literal)] if literal else await self._addresses(name, port)
        for ip in found:
            self._pass(ip, name, port)
        return found

    def check_literal(self, host: str, port: int) -> None:
        """Raise PageRefused(ADDRESS_REFUSED) for a host that is refused without asking any resolver."""
        name = plain_host(host)
        literal = literal_address(name)
        if literal:
            self._pass(str(literal), name, port)
        elif name == "localhost" or name.endswith(".localhost"):
            self._pass("127.0.0.1", name, port)

    async def check_url(self, url: str) -> SplitResult:
        """Return the parts of a URL whose host may be connected to; raises PageRefused otherwise."""
        parts = web_address(url)
        await self.resolve(str(parts.hostname), port_of(parts))
        return parts

    def _pass(self, ip: str, name: str, port: int) -> None:
        if why := self.refused(ip, name, port):
            raise PageRefused(PageReason.ADDRESS_REFUSED, why)

    async def _addresses(self, name: str, port: int) -> list[str]:
        until, found = self._known.get(name, (0.0, []))
        if time.monotonic() < until:
            return found
        if name not in self._asking:
            task = asyncio.create_task(self._ask(name, port))
            task.add_done_callback(lambda _done: self._asking.pop(name, None))
            self._asking[name] = task
        return await asyncio.shield(self._asking[name])

    async def _ask(self, name: str, port: int) -> list[str]:
        try:
            found = await asyncio.wait_for(self._look_up(name, port), LOOKUP_SECONDS)
        except (OSError, UnicodeError, TimeoutError) as error:
            raise PageRefused(PageReason.NETWORK, f"the host name {name} could not be looked up: {error}") from error
        if not found:
            raise PageRefused(PageReason.NETWORK, f"the host name {name} has no address")
        self._known[name] = (time.monotonic() + KEEP_SECONDS, found)
        return found


@cache
def shared_guard(allowed_hosts: frozenset[str]) -> AddressGuard:
    """Return this process's one guard for an allow-list, so that a check and its connection see the same answer."""
    return AddressGuard(allowed_hosts)


def web_address(url: str) -> SplitResult:
    """Return the parts of an http(s) URL that every reader reads alike.

    Raises PageRefused(ADDRESS_REFUSED) for other schemes, credentials, and hosts that browsers and libraries
    split differently.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise PageRefused(PageReason.ADDRESS_REFUSED, f"not a web address: {url!r} ({error})") from error
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise PageRefused(PageReason.ADDRESS_REFUSED, f"only http and https addresses are fetched, not {url!r}")
    if "@" in parts.netloc or "\\" in parts.netloc or not parts.netloc.isprintable() or " " in parts.netloc:
        raise PageRefused(PageReason.ADDRESS_REFUSED, f"the host part of {url!r} can be read in more than one way")
    return parts


def port_of(parts: SplitResult) -> int:
    """Return the port of an http(s) address, the scheme's own when none is written."""
    return parts.port or DEFAULT_PORTS[parts.scheme]


def netloc_of(url: str) -> str:
    """Return `host:port` of an http(s) URL, the port always written, an IPv6 host in brackets; raises PageRefused."""
    parts = web_address(url)
    host = plain_host(str(parts.hostname))
    return f"[{host}]:{port_of(parts)}" if ":" in host else f"{host}:{port_of(parts)}"


def plain_host(host: str) -> str:
    """Return a host in one spelling: lower case, ASCII, no brackets, no final dot."""
    bare = host.strip("[]").lower().rstrip(".")
    if bare.isascii():
        return bare
    try:
        return bare.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return bare


def literal_address(host: str) -> Address | None:
    """Read a host that is an IP address, in any spelling that resolvers take (127.1, 0x7f000001, 017700000001)."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def kind_of(address: Address) -> str | None:
    """Name what keeps an address off the public internet; None when it is public."""
    inner = inner_address(address)
    if inner is not None:
        return kind_of(inner)
    kinds = (
        ("loopback", address.is_loopback),
        ("link-local", address.is_link_local),
        ("multicast", address.is_multicast),
        ("unspecified", address.is_unspecified),
        ("private", address.is_private or getattr(address, "is_site_local", False)),
        ("reserved", address.is_reserved or not address.is_global),
    )
    return next((name for name, holds in kinds if holds), None)


def inner_address(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address carries inside it (mapped, NAT64, 6to4, Teredo)."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in NAT64 or (address.packed[:12] == bytes(12) and int(address) > 1):
        return ipaddress.IPv4Address(address.packed[12:])
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)

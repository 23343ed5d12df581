"""Scrapy's TWISTED_DNS_RESOLVER: plain HTTP connects only to addresses that the guard has passed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from scrapy.crawler import Crawler
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.addresses import AddressGuard, shared_guard
from crawler.refusal import PageRefused

logger = logging.getLogger(__name__)


class Receiver(Protocol):
    """Twisted's IResolutionReceiver: is told of each address, then that there are no more."""

    def resolutionBegan(self, resolution: HostResolution) -> None: ...  # noqa: N802
    def addressResolved(self, address: IPv4Address | IPv6Address) -> None: ...  # noqa: N802
    def resolutionComplete(self) -> None: ...  # noqa: N802


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves through the AddressGuard; a refused name has no addresses here, so nothing connects to it."""

    def __init__(self, reactor: ReactorBase, guard: AddressGuard) -> None:
        self._reactor, self._guard = reactor, guard
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Build it from the setting FIELDSIGN_CONFIG; Scrapy passes its process here, not one crawl."""
        return cls(reactor, shared_guard(crawler.settings["FIELDSIGN_CONFIG"].allowed_hosts))

    def install_on_reactor(self) -> None:
        """Make it the resolver of everything that this process connects to by name."""
        self._reactor.installNameResolver(self)  # type: ignore[arg-type]

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: ARG002, N803
        transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> HostResolution:
        """Tell the receiver the passed addresses; see IHostnameResolver."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        task = asyncio.ensure_future(self._tell(resolutionReceiver, hostName, portNumber))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return resolution

    async def _tell(self, receiver: Receiver, host: str, port: int) -> None:
        try:
            for ip in await self._guard.resolve(host, port):
                kind = IPv6Address if ":" in ip else IPv4Address
                receiver.addressResolved(kind("TCP", ip, port))
        except PageRefused as refusal:
            logger.warning("No connection to %s:%d: %s", host, port, refusal.detail)
        finally:
            receiver.resolutionComplete()

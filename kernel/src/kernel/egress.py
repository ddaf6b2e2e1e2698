"""Requests to addresses that people typed: one guarded HTTP client, so that nobody reaches our own network through us.

A name is resolved once, every address it stands for must be public (or in a range the administrator opened with
`ALLOW_PRIVATE_ADDRESSES`), and the connection is made to that very address. Redirects are not followed and the
environment's proxies are not used.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

import httpcore2
import httpx2

from kernel.problems import InvalidRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Ranges that some Python versions call global although they lead to private or special places: NAT64, 6to4, Teredo,
# carrier-grade NAT, benchmarking.
_SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "100.64.0.0/10", "198.18.0.0/15")
)


class AddressRefused(InvalidRequest):
    """The address leads into a private network."""

    title = "This address may not be called"


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read comma-separated CIDRs. Raises `ValueError`."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_open(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether a connection to this address may be made."""
    plain = address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address
    if any(plain.version == network.version and plain in network for network in allowed):
        return True
    special = any(plain.version == network.version and plain in network for network in _SPECIAL)
    return plain.is_global and not plain.is_multicast and not special


class _GuardedBackend(httpcore2.AsyncNetworkBackend):
    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self._inner: httpcore2.AsyncNetworkBackend = cast("Any", httpcore2.AnyIOBackend)()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.AsyncNetworkStream:
        address = await self.resolve(host, port)
        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    async def resolve(self, host: str, port: int) -> str:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise httpcore2.ConnectError(f"The name {host!r} is not known.") from None
        addresses = [str(row[4][0]).partition("%")[0] for row in found]
        if not addresses or not all(is_open(ipaddress.ip_address(a), self._allowed) for a in addresses):
            raise AddressRefused(
                f"{host!r} leads into a private network. An administrator can open it with ALLOW_PRIVATE_ADDRESSES."
            )
        return addresses[0]

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore2.AsyncNetworkStream:
        raise AddressRefused("Local sockets may not be called.")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


@cache
def _tls() -> ssl.SSLContext:
    """Reads the trusted certificates once: 20 ms that not every client need pay."""
    return httpx2.create_ssl_context(trust_env=False)


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """The stock transport over connections that are checked when they are made."""

    def __init__(self, allowed: tuple[Network, ...] = ()) -> None:
        super().__init__(trust_env=False, verify=_tls())
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_tls(),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=_GuardedBackend(allowed),
        )


def guarded_client(allowed: tuple[Network, ...] = (), *, seconds: float = 30.0) -> httpx2.AsyncClient:
    """An HTTP client for addresses that people typed. Raises `AddressRefused` when one is private."""
    return httpx2.AsyncClient(
        transport=GuardedTransport(allowed), timeout=seconds, follow_redirects=False, trust_env=False
    )

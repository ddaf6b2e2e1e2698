"""The client of the relay: aiohttp, over connections that are checked for private addresses when they are made.

It keeps the promises of `kernel.egress`: a name is resolved once, every address it stands for must be open, the
connection is made to that very address; no redirects, no proxies of the environment, no cookies. Why aiohttp: it costs
a fifth of the CPU that the vendors' SDKs do (docs/decisions/0019). Who wants another client writes this file anew.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ai_service.providers import problems
from ai_service.providers.vocabulary import Access
from kernel.db import transaction_is_open
from kernel.egress import AddressRefused, Network, is_open

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

_CONNECT_SECONDS = 10.0
_LARGEST_ANSWER = 64 * 1024 * 1024


@dataclass
class Exchange:
    """An answer that has begun: its status and headers are known, its body is still to come."""

    status: int
    headers: Mapping[str, str]
    where: str
    _response: ClientResponse

    async def body(self) -> bytes:
        """The whole body. Raises the problems of `ai_service.providers.problems`."""
        read: list[bytes] = []
        size = 0
        async for part in self.parts():
            read.append(part)
            size += len(part)
            if size > _LARGEST_ANSWER:
                self.close()
                raise problems.EndpointAnsweredNonsense(f"{self.where} answers more than 64 MiB.")
        return read[0] if len(read) == 1 else b"".join(read)

    async def parts(self) -> AsyncIterator[bytes]:
        """The body as it comes."""
        with _Told(self.where):
            async for part in self._response.content.iter_any():
                yield part

    def close(self) -> None:
        """Hang up; does nothing where the body was read to its end."""
        self._response.close()


class Relay:
    """A pool of connections for each set of private networks that may be reached; opened at its first use."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[Network, ...], ClientSession] = {}

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, access: Access, *, stream: bool = False
    ) -> Exchange:
        """Send a request; answers once the answer has begun. `access` says which networks may be reached, and how many
        seconds the whole answer may take, or each pause in a stream.

        Raises `AddressRefused` and the problems of `ai_service.providers.problems`.
        """
        if transaction_is_open():
            raise RuntimeError("Ask first, then write: no call is made while a transaction is open.")
        session = self._sessions.get(access.networks) or self._open(access.networks)
        timeout = _timeout(access.seconds, stream=stream)
        with _Told(url):
            response = await session.post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False)
        return Exchange(response.status, response.headers, url, response)

    async def close(self) -> None:
        """Close every connection."""
        while self._sessions:
            _, session = self._sessions.popitem()
            await session.close()

    def _open(self, networks: tuple[Network, ...]) -> ClientSession:
        import aiohttp

        connector = aiohttp.TCPConnector(
            limit=0,
            limit_per_host=0,
            ttl_dns_cache=10,
            keepalive_timeout=30,
            resolver=_resolver(networks),
            socket_factory=_sockets(networks),
        )
        session = self._sessions[networks] = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            requote_redirect_url=False,
            skip_auto_headers={"Accept", "Accept-Encoding", "User-Agent"},
            headers={"accept-encoding": "identity", "user-agent": "ai-agent-platform"},
        )
        return session


def _timeout(seconds: float, *, stream: bool) -> Any:
    from aiohttp import ClientTimeout

    return ClientTimeout(
        total=None if stream else seconds, sock_connect=min(_CONNECT_SECONDS, seconds), sock_read=seconds
    )


def _refused(host: str) -> AddressRefused:
    return AddressRefused(
        f"{host!r} leads into a private network. An administrator can open it with ALLOW_PRIVATE_ADDRESSES."
    )


def _resolver(networks: tuple[Network, ...]) -> Any:
    from aiohttp import ThreadedResolver

    class Guarded(ThreadedResolver):
        """All the addresses of a name must be open, or a name with one private address would get through by chance."""

        async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
            found = await super().resolve(host, port, family)
            if not all(is_open(ipaddress.ip_address(each["host"].partition("%")[0]), networks) for each in found):
                raise _refused(host)
            return found

    return Guarded()


def _sockets(networks: tuple[Network, ...]) -> Any:
    """The last word is said where a socket is made: addresses that were typed as numbers are not resolved."""

    def guarded(info: Any) -> socket.socket:
        family, kind, protocol, _, address = info
        host = str(address[0]).partition("%")[0]
        if not is_open(ipaddress.ip_address(host), networks):
            raise _refused(host)
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return guarded


@dataclass
class _Told:
    """Turns what the client raises into the problem it stands for."""

    where: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, asyncio.CancelledError | GeneratorExit):
            return
        import aiohttp

        if isinstance(error, TimeoutError):  # aiohttp's are such, too
            raise problems.EndpointTooSlow(f"{self.where} did not answer in the time allowed. Try later.") from None
        if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ServerDisconnectedError | ConnectionResetError):
            raise problems.EndpointBrokeOff(f"{self.where} broke off in the middle of its answer.") from None
        if isinstance(error, aiohttp.InvalidURL):
            raise problems.EndpointUnreachable(f"{self.where} is not an address that can be called.") from None
        if isinstance(error, aiohttp.ClientError | OSError):
            raise problems.EndpointUnreachable(
                f"Nothing answers at {self.where}. Check the address, and that it runs."
            ) from None

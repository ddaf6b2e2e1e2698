"""What stands before everything in one process, as Nginx does in the composed shape: limits, time-outs, headers.

Calls between services go past it. It believes the address that the server took from a proxy on this machine.
"""

import asyncio
import ipaddress
import time
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel.egress import Network
from kernel.problems import NotFound, Problem, TooManyRequests, Unavailable
from kernel.web import problem_response
from standalone.limits import Counting, Rates, caller

_API_POLICY = b"default-src 'none'; frame-ancestors 'none'"
_DOCS_POLICY = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
}
_INSIDE = frozenset({"/api/auth/v1/service-tokens"})
"""What only services may ask: the gateway does not pass it on either."""


class TooSlow(Problem):
    """A body came too slowly."""

    status = 408
    title = "The request came too slowly"


def _is_this_machine(address: str) -> bool:
    return address.startswith("127.") or address in {"::1", ""}


class Front:
    """An ASGI application before another one."""

    def __init__(
        self,
        app: ASGIApp,
        rates: Rates,
        *,
        limits_this_machine: bool = False,
        most_requests: int = 1000,
        body_seconds: float = 15,
        metrics_from: Sequence[Network] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._rates = rates
        self._counting = Counting(clock)
        self._limits_this_machine = limits_this_machine
        self._most_requests = most_requests
        self._body_seconds = body_seconds
        self._metrics_from = metrics_from
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        send = _with_headers(path, send)
        refusal = self._refusal(scope, path)
        if refusal is not None:
            await problem_response(refusal, None)(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, self._in_time(receive), send)
        finally:
            self._under_way -= 1

    def _refusal(self, scope: Scope, path: str) -> Problem | None:
        address = str((scope.get("client") or ("",))[0])
        if path == "/healthz":
            return None
        if path in _INSIDE or (path == "/metrics" and not self._may_see_metrics(address)):
            return NotFound("There is nothing at this address.")
        if self._under_way >= self._most_requests:
            return Unavailable("As much is being done as this installation can do at once. Try again.", retry_after=1)
        if _is_this_machine(address) and not self._limits_this_machine:
            return None
        wait = self._counting.wait(self._rates.of(path, address, caller(dict(scope["headers"]))))
        if wait:
            return TooManyRequests("Wait as long as Retry-After says, then go on more slowly.", retry_after=wait)
        return None

    def _may_see_metrics(self, address: str) -> bool:
        if _is_this_machine(address):
            return True
        try:
            asking = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(asking in network for network in self._metrics_from)

    def _in_time(self, receive: Receive) -> Receive:
        """Wait for each piece of a body only so long; for what comes after it (the caller hangs up), for ever."""
        whole = False

        async def timed() -> Message:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout(self._body_seconds):
                    message = await receive()
            except TimeoutError:
                raise TooSlow("Send it again over a faster connection.") from None
            whole = not message.get("more_body", False)
            return message

        return timed


def _with_headers(path: str, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            named = {name.lower() for name, _ in headers}
            wanted = dict(_HEADERS)
            if path.startswith(("/api/", "/hooks/", "/forms/", "/healthz", "/readyz", "/metrics")):
                wanted[b"content-security-policy"] = _DOCS_POLICY if path == "/api/docs" else _API_POLICY
            message["headers"] = [*headers, *((name, value) for name, value in wanted.items() if name not in named)]
        await send(message)

    return sending

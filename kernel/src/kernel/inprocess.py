"""An HTTP transport to an ASGI application in the same process that behaves as a socket does.

The stock `ASGITransport` joins the whole body before it answers, ignores time-outs, and lets the callee's exceptions
and context variables into the caller. Here the callee runs in a task and a context of its own behind a one-slot
queue, so that streams, deadlines, cancellation and isolation are those of a connection.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx2

from kernel.jobs import attempt

_CLEAN_UP_SECONDS = 5.0

Scope = MutableMapping[str, Any]
AsgiMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass
class _Exchange:
    """One request on its way: what the callee may still read, and what it has sent."""

    body: AsyncIterator[bytes]
    sent: asyncio.Queue[AsgiMessage | None] = field(default_factory=lambda: asyncio.Queue(1))
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    body_read: bool = False

    async def receive(self) -> AsgiMessage:
        if not self.body_read:
            async for chunk in self.body:
                return {"type": "http.request", "body": chunk, "more_body": True}
            self.body_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: AsgiMessage) -> None:
        if self.gone.is_set():
            raise OSError("the caller has gone")
        await self.sent.put(message)

    async def run(self, app: AsgiApp, scope: Scope) -> None:
        # Over a socket the callee's server would record a failure and hang up: so it does here.
        try:
            await attempt("in_process_call", app(scope, self.receive, self.send), path=scope["path"])
        finally:
            if not self.gone.is_set():
                await self.sent.put(None)


class _Body(httpx2.AsyncByteStream):
    def __init__(self, exchange: _Exchange, task: asyncio.Task[None], read_timeout: float | None) -> None:
        self._exchange = exchange
        self._task = task
        self._read_timeout = read_timeout
        self._is_whole = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            message = await _next(self._exchange, self._read_timeout)
            if message is None:
                raise httpx2.RemoteProtocolError("The service broke off its answer.")
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body", False):
                self._is_whole = True
                return

    async def aclose(self) -> None:
        if self._is_whole:
            # Over a socket the callee, having answered, would clean up undisturbed: so it does here.
            self._exchange.gone.set()
            await asyncio.wait({self._task}, timeout=_CLEAN_UP_SECONDS)
        await _hang_up(self._exchange, self._task)


async def _next(exchange: _Exchange, seconds: float | None) -> AsgiMessage | None:
    try:
        async with asyncio.timeout(seconds):
            return await exchange.sent.get()
    except TimeoutError:
        raise httpx2.ReadTimeout("The service did not answer in time.") from None


async def _hang_up(exchange: _Exchange, task: asyncio.Task[None]) -> None:
    exchange.gone.set()
    while not exchange.sent.empty():
        exchange.sent.get_nowait()
    if not task.done():
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class InProcessTransport(httpx2.AsyncBaseTransport):
    """Carries requests to `app` without a socket."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        exchange = _Exchange(aiter(cast("httpx2.AsyncByteStream", request.stream)))
        task = asyncio.create_task(exchange.run(self._app, _scope(request)), context=contextvars.Context())
        read_timeout = request.extensions.get("timeout", {}).get("read")
        try:
            start = await _next(exchange, read_timeout)
        except BaseException:
            await _hang_up(exchange, task)
            raise
        if start is None:
            await _hang_up(exchange, task)
            return httpx2.Response(500, text="Internal Server Error")
        return httpx2.Response(start["status"], headers=start["headers"], stream=_Body(exchange, task, read_timeout))


def _scope(request: httpx2.Request) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (request.url.host, request.url.port or 80),
        "client": ("in-process", 0),
        "state": {},
    }

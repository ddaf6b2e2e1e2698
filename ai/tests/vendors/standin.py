"""A server on the loopback that plays a vendor: the format is the vendor's, what happens is the test's."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

TEXT = "Good day to you"
KEY = "sk-a-key-of-the-company-0042"


@dataclass
class Asked:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Play:
    """What happens next, and what was asked so far."""

    text: str = TEXT
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Tools wanted, each with its arguments as JSON."""
    stop: str = "end"
    status: int = 200
    message: str = "no, because of a reason"
    code: str = "some_code"
    retry_after: str | None = None
    body: bytes | None = None
    """Sent as it is, instead of an answer."""
    wait: float = 0
    """Seconds before anything is sent."""
    hush: float = 0
    """Seconds between the headers of a stream and its first event."""
    breaks: str = ""
    """`cut`: the connection is lost in the middle of a stream; `end`: the stream ends without its end."""
    fails_in_stream: bool = False
    """A stream begins with status 200 and says then that the vendor is overloaded."""
    asked: list[Asked] = field(default_factory=list[Asked])

    def begin_anew(self) -> None:
        """As if nothing had been told or asked."""
        self.__dict__.update(vars(Play()))


class Format(Protocol):
    """A vendor's documented format."""

    def answer(self, play: Play) -> dict[str, Any]:
        """A whole answer."""
        ...

    def events(self, play: Play) -> list[bytes]:
        """The events of a stream."""
        ...

    def failing_event(self) -> bytes:
        """The event by which a stream that has begun says that the vendor is overloaded."""
        ...

    def error(self, play: Play) -> dict[str, Any]:
        """The document of an error."""
        ...

    def vectors(self, count: int) -> dict[str, Any]:
        """So many embeddings."""
        ...

    def models(self) -> dict[str, Any]:
        """The list of models."""
        ...


@asynccontextmanager
async def playing(vendor: Format, play: Play) -> AsyncGenerator[str]:
    """Serve it on a free port; yields its address."""
    config = uvicorn.Config(
        _app(vendor, play), host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await task


def _app(vendor: Format, play: Play) -> FastAPI:
    app = FastAPI(openapi_url=None)

    async def any_path(request: Request) -> Response:
        body = json.loads(await request.body() or b"null")
        play.asked.append(Asked(request.url.path, dict(request.headers), body))
        await asyncio.sleep(play.wait)
        if play.body is not None:
            return Response(play.body, play.status, media_type="application/json")
        if play.status != 200:
            headers = {"retry-after": play.retry_after} if play.retry_after else {}
            return JSONResponse(vendor.error(play), play.status, headers=headers)
        return _answer(vendor, play, request.url.path, body)

    app.add_api_route("/{path:path}", any_path, methods=["GET", "POST"], response_model=None)
    return app


def _answer(vendor: Format, play: Play, path: str, body: Any) -> Response:
    if body is None:
        return JSONResponse(vendor.models())
    if "mbed" in path:
        return JSONResponse(vendor.vectors(len(body.get("input") or body.get("requests") or [1])))
    if body.get("stream") or "stream" in path:
        return StreamingResponse(_events(vendor, play), media_type="text/event-stream")
    return JSONResponse(vendor.answer(play))


async def _events(vendor: Format, play: Play) -> AsyncIterator[bytes]:
    await asyncio.sleep(play.hush)
    if play.fails_in_stream:
        yield vendor.failing_event()
        return
    every = vendor.events(play)
    for event in every[: len(every) // 2 + 1] if play.breaks else every:
        yield event
    if play.breaks == "cut":
        raise ConnectionError("as told")


def words(text: str) -> list[str]:
    """A text in pieces of one word."""
    parts = text.split(" ")
    return [part if place == 0 else f" {part}" for place, part in enumerate(parts)]


def halves(text: str) -> tuple[str, str]:
    """A text in two pieces."""
    return text[: len(text) // 2], text[len(text) // 2 :]


def data(value: Any) -> bytes:
    """A server-sent event."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def named(value: dict[str, Any]) -> bytes:
    """A server-sent event that says its type twice, as Anthropic's and OpenAI's newer ones do."""
    return f"event: {value['type']}\n".encode() + data(value)

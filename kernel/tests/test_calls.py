"""One suite over both transports: a call over a socket and a call in process behave alike."""

import asyncio
import contextvars
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse

from kernel.client import CallInsideTransaction, Clients
from kernel.db import Database
from kernel.identity import Principal
from kernel.inprocess import InProcessTransport
from kernel.problems import BadGateway, DeadlineExceeded, NotFound, RemoteProblem, Unavailable
from kernel.web import handle_problems

_mark: contextvars.ContextVar[str] = contextvars.ContextVar("mark", default="unset")
_CALLER = Principal(kind="user", company_id="cmp_1", user_id="usr_1")


class Callee:
    """A service that shows what it saw."""

    def __init__(self) -> None:
        self.app = FastAPI()
        handle_problems(self.app)
        self.cancelled = asyncio.Event()
        self.produced = 0
        self.calls = 0
        add = self.app.add_api_route
        add("/api/auth/v1/service-tokens", self.token, methods=["POST"])
        add("/echo", self.echo, methods=["POST"])
        add("/slow", self.slow)
        add("/stream", self.stream)
        add("/missing", self.missing)
        add("/dialect", self.dialect)
        add("/broken", self.broken)
        add("/flaky", self.flaky)
        add("/endless", self.endless)
        add("/context", self.context)
        add("/cut", self.cut)

    async def token(self) -> dict[str, Any]:
        return {"access_token": "service-token", "expires_in": 600}

    async def echo(self, request: Request) -> dict[str, Any]:
        return {"body": (await request.body()).decode(), "headers": dict(request.headers)}

    async def slow(self) -> str:
        await asyncio.sleep(30)
        return "late"

    async def stream(self) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            for number in range(3):
                yield f"part {number}\n".encode()
                self.produced += 1
                await asyncio.sleep(0.05)

        return StreamingResponse(parts())

    async def endless(self) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"x" * 65536
                    self.produced += 1
                    await asyncio.sleep(0)
            finally:
                self.cancelled.set()

        return StreamingResponse(parts())

    async def cut(self) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first"
            raise RuntimeError("broke off")

        return StreamingResponse(parts())

    async def missing(self) -> None:
        raise NotFound("No such thing.")

    async def dialect(self) -> JSONResponse:
        return JSONResponse({"error": {"code": "no_target_fits", "message": "Too long."}}, 400)

    async def broken(self) -> None:
        raise RuntimeError("a defect of the callee")

    async def flaky(self) -> str:
        self.calls += 1
        if self.calls < 3:
            raise Unavailable("Not yet.")
        return "fine"

    async def context(self) -> str:
        seen = _mark.get()
        _mark.set("changed by the callee")
        return seen


@asynccontextmanager
async def _over_a_socket(callee: Callee) -> AsyncGenerator[Clients]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(
            uvicorn.Config(callee.app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        )
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        clients = Clients({}, {"auth": url, "callee": url}, "secret", "caller")
        yield clients
        await clients.close()
        server.should_exit = True
        await task


@asynccontextmanager
async def _in_process(callee: Callee) -> AsyncGenerator[Clients]:
    transport = InProcessTransport(callee.app)
    urls = {name: f"http://{name}.internal" for name in ("auth", "callee")}
    clients = Clients(dict.fromkeys(urls, transport), urls, "secret", "caller")
    yield clients
    await clients.close()


@pytest.fixture
def callee() -> Callee:
    return Callee()


@pytest.fixture(params=[_in_process, _over_a_socket], ids=["in process", "over a socket"])
async def clients(request: pytest.FixtureRequest, callee: Callee) -> AsyncGenerator[Clients]:
    async with request.param(callee) as made:
        yield made


async def test_identity_and_key_travel_in_headers(clients: Clients):
    echoed = await clients.to("callee").call(
        "POST", "/echo", answer=dict[str, Any], json={"a": "ü"}, by=_CALLER, idempotency_key="k1"
    )

    headers = echoed["headers"]
    assert echoed["body"] == '{"a":"ü"}'
    assert headers["authorization"] == "Bearer service-token"
    assert (headers["x-company-id"], headers["x-user-id"]) == ("cmp_1", "usr_1")
    assert headers["idempotency-key"] == "k1"
    assert int(headers["x-deadline-ms"]) <= 30_000


async def test_a_problem_comes_back_as_it_was(clients: Clients):
    with pytest.raises(RemoteProblem) as refused:
        await clients.to("callee").call("GET", "/missing", answer=str)

    assert refused.value.code == 404
    assert refused.value.detail == "No such thing."


async def test_a_refusal_in_a_vendors_dialect_becomes_a_problem(clients: Clients):
    with pytest.raises(RemoteProblem) as refused:
        await clients.to("callee").call("GET", "/dialect", answer=str)

    assert refused.value.code == 400
    assert refused.value.document() == {
        "type": "/problems/refused", "title": "The callee service refused", "status": 400, "detail": "Too long.",
    }  # fmt: skip


async def test_a_deadline_is_kept(clients: Clients):
    with pytest.raises(DeadlineExceeded):
        await clients.to("callee").call("GET", "/slow", answer=str, deadline=0.3)


async def test_a_defect_of_the_callee_stays_there(clients: Clients):
    with pytest.raises(RemoteProblem) as refused:
        await clients.to("callee").call("GET", "/broken", answer=str)

    assert refused.value.code == 500
    assert "a defect" not in refused.value.detail


async def test_an_answer_of_another_shape_is_told(clients: Clients):
    with pytest.raises(BadGateway):
        await clients.to("callee").call("GET", "/context", answer=int)


async def test_context_variables_do_not_cross(clients: Clients):
    _mark.set("set by the caller")

    seen = await clients.to("callee").call("GET", "/context", answer=str)

    assert seen == "unset"
    assert _mark.get() == "set by the caller"


async def test_only_idempotent_calls_are_tried_again(clients: Clients, callee: Callee):
    assert await clients.to("callee").call("GET", "/flaky", answer=str) == "fine"
    assert callee.calls == 3

    callee.calls = 0
    with pytest.raises(RemoteProblem):
        await clients.to("callee").call("DELETE", "/flaky-but-not-idempotent", answer=str)


async def test_a_stream_arrives_part_by_part(clients: Clients, callee: Callee):
    async with clients.to("callee").stream("GET", "/stream") as parts:
        first = await anext(parts)

        assert first == b"part 0\n"
        assert callee.produced < 3
        assert b"".join([part async for part in parts]) == b"part 1\npart 2\n"


async def test_leaving_a_stream_stops_the_callee(clients: Clients, callee: Callee):
    async with clients.to("callee").stream("GET", "/endless") as parts:
        await anext(parts)

    async with asyncio.timeout(5):
        await callee.cancelled.wait()


async def test_a_slow_reader_holds_the_callee_back(clients: Clients, callee: Callee):
    async with clients.to("callee").stream("GET", "/endless") as parts:
        await anext(parts)
        await asyncio.sleep(0.3)

        produced = callee.produced
        await asyncio.sleep(0.2)
        assert callee.produced == produced


async def test_a_stream_that_breaks_off_is_told(clients: Clients):
    with pytest.raises(Unavailable):
        async with clients.to("callee").stream("GET", "/cut") as parts:
            _ = [part async for part in parts]


async def test_a_refused_stream_is_a_problem(clients: Clients):
    with pytest.raises(RemoteProblem):
        async with clients.to("callee").stream("GET", "/missing"):
            pass


async def test_no_call_is_made_while_a_transaction_is_open(clients: Clients, tmp_path: Any):
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/a.db")

    async with db.begin():
        with pytest.raises(CallInsideTransaction):
            await clients.to("callee").call("GET", "/context", answer=str)

    await db.close()


async def test_a_service_that_is_not_there_is_unavailable():
    clients = Clients({}, {"auth": "http://127.0.0.1:9", "callee": "http://127.0.0.1:9"}, "s", "caller")

    with pytest.raises(Unavailable):
        await clients.anonymous("callee").call("GET", "/", answer=str, deadline=5)

    await clients.close()


async def test_leaving_early_cancels_the_callee_in_process(callee: Callee):
    transport = InProcessTransport(callee.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://callee.internal") as http:
        with pytest.raises(httpx2.ReadTimeout):
            await http.get("/slow", timeout=0.2)

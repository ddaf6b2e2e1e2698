"""Traces: off by default; with an endpoint, both sides of a call arrive there as one trace, without secrets."""

import subprocess
import sys
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

_PROGRAM = """
import asyncio, sys
import httpx2
import sqlalchemy as sa
from fastapi import APIRouter
from opentelemetry import trace
from kernel.client import Clients
from kernel.db import Database
from kernel.identity import TokenVerifier
from kernel.inprocess import InProcessTransport
from kernel.service import Manifest, build_api
from kernel.telemetry import Metrics, setup_tracing
from kernel.web import Edge

async def main() -> None:
    setup_tracing("callee", sys.argv[1])
    router = APIRouter()
    router.add_api_route("/things/{name}", lambda name: name)
    app = build_api(Manifest("callee", "callee", "kernel", sa.MetaData(), (router,), None))
    async def keys(): return {"keys": []}
    edge = Edge(app, "callee", TokenVerifier("callee", keys), Database(sys.argv[2]), Metrics())
    clients = Clients({"callee": InProcessTransport(edge)}, {"callee": "http://callee.test"}, "hush-hush", "caller")
    await clients.anonymous("callee").call("GET", "/things/one?token=hush-hush", answer=str)
    await clients.close()
    trace.get_tracer_provider().force_flush()

asyncio.run(main())
"""


@pytest.fixture
def collector() -> Generator[tuple[str, list[bytes]]]:
    """A server on loopback that takes OTLP over HTTP, and what it was sent."""
    received: list[bytes] = []

    class Sink(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Sink)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_both_sides_of_a_call_are_one_trace(collector: tuple[str, list[bytes]], tmp_path: Path):
    endpoint, received = collector
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"

    subprocess.run([sys.executable, "-W", "ignore", "-c", _PROGRAM, endpoint, url], check=True, timeout=60)

    requests = [ExportTraceServiceRequest.FromString(body) for body in received]
    spans = [s for r in requests for rs in r.resource_spans for scope in rs.scope_spans for s in scope.spans]
    named = {span.name: span for span in spans}
    assert sorted(span.name for span in spans) == ["GET /things/{name}", "GET callee"]
    assert named["GET /things/{name}"].parent_span_id == named["GET callee"].span_id
    assert len({span.trace_id for span in spans}) == 1
    assert b"hush-hush" not in b"".join(received)


def test_without_an_endpoint_nothing_is_recorded():
    with trace.get_tracer("test").start_as_current_span("anything") as span:
        assert not span.is_recording()

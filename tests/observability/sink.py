"""A collector of traces on loopback: takes OTLP over HTTP, and keeps what it was sent."""

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

_PATIENCE = 20


@dataclass(frozen=True)
class Kept:
    """A span as it came."""

    name: str
    trace: str
    id: str
    parent: str
    facts: Mapping[str, Any]
    seconds: float


@dataclass
class Sink:
    """What was sent so far."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list[bytes])

    def spans(self) -> list[Kept]:
        """Every span."""
        requests = [ExportTraceServiceRequest.FromString(body) for body in list(self.bodies)]
        return [
            Kept(
                name=span.name,
                trace=span.trace_id.hex(),
                id=span.span_id.hex(),
                parent=span.parent_span_id.hex(),
                facts={fact.key: getattr(fact.value, str(fact.value.WhichOneof("value"))) for fact in span.attributes},
                seconds=(span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
            )
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def until(self, enough: Callable[[Sequence[Kept]], bool]) -> Sequence[Kept]:
        """Every span, once there are enough."""
        until = time.monotonic() + _PATIENCE
        while not enough(found := self.spans()):
            if time.monotonic() > until:
                raise AssertionError(f"Not enough came in {_PATIENCE} s: {sorted({each.name for each in found})}")
            time.sleep(0.1)
        return found


@contextmanager
def collecting() -> Generator[Sink]:
    """Run a collector until the block ends."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sink.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    sink.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

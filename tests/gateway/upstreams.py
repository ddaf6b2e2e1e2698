"""Small upstreams: each says what it was asked, and some of its paths misbehave on purpose."""

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Upstream(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    name = ""

    def do_GET(self) -> None:
        if self.path.endswith("/events"):
            self._stream()
        elif self.path.endswith("/refused"):
            self._answer(409, "application/problem+json", {"title": "of the service's own"})
        else:
            self._say_what_was_asked()

    def do_POST(self) -> None:
        self._say_what_was_asked()

    def _say_what_was_asked(self) -> None:
        length = len(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._answer(
            200, "application/json", {"by": self.name, "path": self.path, "length": length, "headers": headers}
        )

    def _answer(self, status: int, media_type: str, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for number in range(3):
            self.wfile.write(f"id: {number}\ndata: {time.monotonic()}\n\n".encode())
            self.wfile.flush()
            time.sleep(0.3)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def upstream(name: str) -> Generator[str]:
    """Run one until the block ends; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type(name, (_Upstream,), {"name": name}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A server that speaks S3 on loopback, with one empty bucket."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx2
from moto.server import ThreadedMotoServer

BUCKET = "payloads"


@dataclass(frozen=True)
class S3Server:
    """Where it is."""

    url: str

    def names(self) -> str:
        """What is in the bucket, as the server lists it."""
        return httpx2.get(f"{self.url}/{BUCKET}", params={"list-type": "2"}, trust_env=False).text


@contextmanager
def s3_server() -> Generator[S3Server]:
    """It serves until the context ends."""
    server = cast("Any", ThreadedMotoServer)(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        found = S3Server(f"http://{host}:{port}")
        httpx2.post(f"{found.url}/moto-api/reset", trust_env=False).raise_for_status()
        httpx2.put(f"{found.url}/{BUCKET}", trust_env=False).raise_for_status()
        yield found
    finally:
        server.stop()

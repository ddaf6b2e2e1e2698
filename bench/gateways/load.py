"""Keeps connections to one address busy, from a process of its own: one JSON object in, one out.

In: `{"port", "path", "headers", "body", "connections", "seconds"}`. Out: requests, seconds, refused, `p50_ms`, `p99_ms`
and `first_p50_ms`, the time until the first byte of a body.
"""

import asyncio
import json
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import uvloop


@dataclass
class Waits:
    """Seconds of each request, and how many were not answered with 200."""

    whole: list[float] = field(default_factory=list[float])
    first: list[float] = field(default_factory=list[float])
    refused: int = 0


async def _connection(port: int, request: bytes, until: float, waits: Waits) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if "transfer-encoding: chunked" in head:
            await _chunks(reader, began, waits)
        else:
            await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0]))
            waits.first.append(time.perf_counter() - began)
        waits.whole.append(time.perf_counter() - began)
        waits.refused += head.split()[1] != "200"
    writer.close()


async def _chunks(reader: asyncio.StreamReader, began: float, waits: Waits) -> None:
    is_first = True
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
        if is_first:
            waits.first.append(time.perf_counter() - began)
            is_first = False
    await reader.readline()


async def measure(order: dict[str, Any]) -> dict[str, Any]:
    """Do what an order says."""
    body = order["body"].encode()
    headers = {
        "Host": f"127.0.0.1:{order['port']}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **order["headers"],
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"POST {order['path']} HTTP/1.1\r\n{lines}\r\n".encode() + body
    waits = Waits()
    began = time.perf_counter()
    until = began + order["seconds"]
    await asyncio.gather(*(_connection(order["port"], request, until, waits) for _ in range(order["connections"])))
    cuts = statistics.quantiles(waits.whole, n=100) if len(waits.whole) > 1 else waits.whole * 99
    return {
        "requests": len(waits.whole),
        "seconds": time.perf_counter() - began,
        "refused": waits.refused,
        "p50_ms": cuts[49] * 1e3,
        "p99_ms": cuts[98] * 1e3,
        "first_p50_ms": statistics.median(waits.first) * 1e3,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(uvloop.run(measure(json.load(sys.stdin)))))

"""Reading server-sent events in tests."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import httpx2

from company.tests.world import API


@dataclass(frozen=True)
class Heard:
    """One event. `seq` is its id, when it has one."""

    name: str
    seq: int | None
    data: dict[str, Any]


async def events(client: httpx2.AsyncClient, run_id: str, last: int | None = None) -> AsyncGenerator[Heard]:
    """The events of a run as they come, until the stream ends."""
    headers = {} if last is None else {"last-event-id": str(last)}
    async with client.stream("GET", f"{API}/runs/{run_id}/events", headers=headers, timeout=30) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        fields: dict[str, str] = {}
        async for line in stream.aiter_lines():
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "event" in fields:
                number = fields.get("id")
                yield Heard(fields["event"], int(number) if number else None, json.loads(fields["data"]))
                fields = {}


async def heard(client: httpx2.AsyncClient, run_id: str, last: int | None = None) -> list[Heard]:
    """Every event of a run, until `end`."""
    found: list[Heard] = []
    async with asyncio.timeout(30), aclosing(events(client, run_id, last)) as stream:
        async for event in stream:
            found.append(event)
    return found

"""A company whose model is a vendor on the loopback, and the official clients in front of our door."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic
import httpx2
import openai
import pytest

from ai.tests.completions.serving import serving
from ai.tests.completions.upstream import MODEL, Upstream
from ai.tests.opened import API, open_ai
from tests.harness import ServiceUnderTest


@dataclass(frozen=True)
class Door:
    """The service on a real socket, with the vendor behind it."""

    ai: ServiceUnderTest
    port: int
    upstream: Upstream
    token: str
    stack: AsyncExitStack

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def openai(self, **options: Any) -> openai.AsyncOpenAI:
        """The official client of OpenAI, as documented."""
        given: dict[str, Any] = {"api_key": self.token, "max_retries": 0, **options}
        client = openai.AsyncOpenAI(base_url=f"{self.url}{API}", **given)
        self.stack.push_async_callback(client.close)
        return client

    def anthropic(self, **options: Any) -> anthropic.AsyncAnthropic:
        """The official client of Anthropic, as documented."""
        given: dict[str, Any] = {"api_key": self.token, "max_retries": 0, **options}
        client = anthropic.AsyncAnthropic(base_url=f"{self.url}/api/ai", **given)
        self.stack.push_async_callback(client.close)
        return client

    async def usage(self, count: int = 1) -> list[dict[str, Any]]:
        """What was recorded, once there is so much."""
        await self.ai.deps.usage.flush()
        client = await self.ai.signed_in()
        items = (await client.get(f"{API}/usage")).json()["items"]
        assert len(items) == count, items
        return items


@pytest.fixture
async def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
async def door(tmp_path: Path, upstream: Upstream) -> AsyncIterator[Door]:
    async with (
        open_ai(tmp_path, tmp_path / "no-model", seconds=5.0) as ai,
        serving(upstream.app()) as vendor,
        serving(ai.opened.app) as port,
        AsyncExitStack() as stack,
    ):
        client = await ai.signed_in()
        body = {
            "kind": "openai-compatible",
            "base_url": f"http://127.0.0.1:{vendor}/v1",
            "api_key": "sk-of-the-company-1234",
            "options": {"model": MODEL},
            "input_price": 2.0,
            "output_price": 10.0,
        }
        assert (await client.post(f"{API}/providers", json=body)).status_code == 201
        yield Door(ai, port, upstream, ai.issuer.token(), stack)


@pytest.fixture
async def http(door: Door) -> AsyncIterator[httpx2.AsyncClient]:
    """A plain client with the person's token."""
    headers = {"authorization": f"Bearer {door.token}"}
    async with httpx2.AsyncClient(base_url=door.url, headers=headers, trust_env=False) as client:
        yield client

"""The AI service as tests use it: a real application that may call the loopback, where the test's model is served."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from ai.tests.endpoint import KEY, MODEL, Model
from ai_service.app import manifest
from tests.harness import ServiceUnderTest, open_service

API = "/api/ai/v1"
LOOPBACK = "127.0.0.0/8"


@asynccontextmanager
async def open_ai(
    folder: Path,
    model_dir: Path,
    *,
    url: str | None = None,
    networks: str = LOOPBACK,
    seconds: float = 20.0,
    settings: Mapping[str, str] | None = None,
    encryption_keys: str | None = None,
) -> AsyncGenerator[ServiceUnderTest]:
    """Open the service; `networks` are the private ranges it may call."""
    given = {
        "LOCAL_MODEL_DIR": str(model_dir),
        "ALLOW_PRIVATE_ADDRESSES": networks,
        "AI_ENDPOINT_SECONDS": str(seconds),
        "AI_LOCAL_SERVERS": "none",
        **(settings or {}),
    }
    async with open_service(manifest, folder, url=url, settings=given, encryption_keys=encryption_keys) as opened:
        yield opened


async def connect(client: httpx2.AsyncClient, model: Model, **changes: Any) -> httpx2.Response:
    """Make the model the company's own."""
    body = {"kind": "openai-compatible", "base_url": model.url, "api_key": KEY, "options": {"model": MODEL}, **changes}
    answer = await client.post(f"{API}/providers", json=body)
    assert answer.status_code == 201, answer.text
    return answer

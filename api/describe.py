"""Writes the description of the API that the gateway serves: `python describe.py FOLDER`."""

import asyncio
import sys
from pathlib import Path

import httpx2
from fastapi import FastAPI

from standalone.app import MANIFESTS
from standalone.description import describe


async def write(folder: Path) -> None:
    """Write `openapi.json` and `docs.html`, as standalone serves them."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    describe(app, MANIFESTS)
    folder.mkdir(parents=True, exist_ok=True)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://here") as client:
        for path, name in (("/api/openapi.json", "openapi.json"), ("/api/docs", "docs.html")):
            answer = await client.get(path)
            (folder / name).write_bytes(answer.raise_for_status().content)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))

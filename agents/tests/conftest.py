"""The agents service for each test, once on SQLite and once on MySQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agents_service.app import manifest
from tests.harness import ServiceUnderTest, open_service


@pytest.fixture
async def agents(tmp_path: Path, database_url: str) -> AsyncIterator[ServiceUnderTest]:
    async with open_service(manifest, tmp_path, url=database_url) as opened:
        yield opened

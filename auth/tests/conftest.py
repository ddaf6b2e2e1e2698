"""Fixtures of the auth service."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from auth.tests.opened import Auth, open_auth


@pytest.fixture
async def auth(tmp_path: Path) -> AsyncIterator[Auth]:
    async with open_auth(tmp_path) as opened:
        yield opened


@pytest.fixture
async def auth_on_each(tmp_path: Path, database_url: str) -> AsyncIterator[Auth]:
    """Once on SQLite and once on MySQL."""
    async with open_auth(tmp_path, url=database_url) as opened:
        yield opened

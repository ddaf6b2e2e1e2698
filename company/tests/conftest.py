"""A company service for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from company.tests.world import World, opened_world
from tests.harness import ShiftedClock


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened_world(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()

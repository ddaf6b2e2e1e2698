"""Fixtures of the AI service."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ai.tests.endpoint import Model, running
from ai.tests.opened import open_ai
from ai_service.providers.local.build import build_model
from ai_service.providers.local.embedding import Embedder
from tests.harness import ServiceUnderTest

BUILT = Path(os.environ.get("LOCAL_MODEL_DIR") or Path(__file__).parents[2] / ".setup" / "model")


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model that set-up has built, else one built now."""
    folder = BUILT if BUILT.exists() else tmp_path_factory.mktemp("model") / "built"
    build_model(folder)
    return folder


@pytest.fixture(scope="session")
def embedder(model_dir: Path) -> Embedder:
    return Embedder(model_dir)


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    """A model behind an endpoint on the loopback."""
    async with running(Model()) as served:
        yield served


@pytest.fixture
async def ai(tmp_path: Path, model_dir: Path) -> AsyncIterator[ServiceUnderTest]:
    """The AI service, allowed to call the loopback."""
    async with open_ai(tmp_path, model_dir) as opened:
        yield opened


@pytest.fixture
async def ai_on_each(tmp_path: Path, model_dir: Path, database_url: str) -> AsyncIterator[ServiceUnderTest]:
    """Once on SQLite and once on MySQL."""
    async with open_ai(tmp_path, model_dir, url=database_url) as opened:
        yield opened

"""A real Chromium, and the whole platform with the built application."""

import os
import shutil
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.visitor import FLAGS, Visitor, visiting
from tests.journey.shapes import ROOT, Standalone


@pytest.fixture
async def browser() -> AsyncGenerator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: Debian's `chromium` brings it")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        await running.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """One platform for all tests of a process: each signs up companies of its own."""
    built = Path(os.environ.get("FRONTEND_DIR", ROOT / "frontend" / "dist"))
    if not (built / "index.html").exists():
        pytest.fail("The application is not built: run `make setup`, or `npm run build` in frontend/.")
    standalone = Standalone(tmp_path_factory.mktemp("platform") / "data", {"FRONTEND_DIR": str(built)})
    with standalone.running():
        yield standalone


@pytest.fixture
async def platform(served: Standalone) -> Standalone:
    """The platform, ready."""
    await served.ready()
    return served


@pytest.fixture
async def visitor(browser: Browser, platform: Standalone) -> AsyncGenerator[Visitor]:
    """Somebody who opens the application for the first time."""
    async with visiting(browser, platform.url) as person:
        yield person

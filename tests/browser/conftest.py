"""A real Chromium, and the whole platform with the built application."""

import os
import shutil
from collections.abc import AsyncGenerator
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


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncGenerator[Standalone]:
    built = Path(os.environ.get("FRONTEND_DIR", ROOT / "frontend" / "dist"))
    if not (built / "index.html").exists():
        pytest.fail("The application is not built: run `make setup`, or `npm run build` in frontend/.")
    standalone = Standalone(tmp_path / "data", {"FRONTEND_DIR": str(built)})
    with standalone.running():
        await standalone.ready()
        yield standalone


@pytest.fixture
async def visitor(browser: Browser, platform: Standalone) -> AsyncGenerator[Visitor]:
    """Somebody who opens the application for the first time."""
    async with visiting(browser, platform.url) as person:
        yield person

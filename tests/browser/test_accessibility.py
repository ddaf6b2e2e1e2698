"""Every screen is looked through by axe-core for what WCAG 2.2 AA forbids, in light and dark, wide and on a phone."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.looking import ABOVE_A_PAGE, Looker
from tests.browser.visitor import Visitor, visiting
from tests.journey.shapes import Standalone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@pytest.fixture
async def looker(browser: Browser, platform: Standalone) -> AsyncGenerator[Looker]:
    """Somebody who signed up, had the sample company work, and looks at everything."""
    # What is looked at with is not the application's: its policy would keep the script out.
    async with visiting(browser, platform.url, bypass_csp=True) as visitor:
        yield Looker(visitor)


async def _ids(visitor: Visitor) -> dict[str, str]:
    """One of each kind, so that its page can be opened."""

    async def first(path: str) -> str:
        items: list[dict[str, Any]] = (await visitor.call("GET", path))["items"]
        return str(items[0]["id"])

    names = {"workflow": "company/v1/workflows", "run": "company/v1/runs", "agent": "agents/v1/agents"}
    found = {name: await first(f"/api/{path}?limit=1") for name, path in names.items()}
    return found | {"approval": await first("/api/company/v1/approvals?status=waiting&limit=1")}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
async def test_no_screen_has_a_barrier_that_a_machine_can_find(looker: Looker, size: ViewportSize):
    visitor = looker.visitor
    await visitor.page.set_viewport_size(size)
    for path in ("/login", "/signup"):
        await looker.visit(path)
    await visitor.sign_up()
    await looker.look("the first screen")
    await visitor.try_the_sample()
    ids = await _ids(visitor)

    for path in SCREENS:
        await looker.visit(path.format(**ids))
    if size is WIDE:
        await _overlays(looker, ids)

    assert looker.looked >= 2 * (len(SCREENS) + 3)
    assert looker.findings == [], "\n".join(looker.findings)


SCREENS = (
    "/", "/agents", "/agents/new", "/agents/{agent}", "/agents/{agent}/edit", "/workflows", "/workflows/{workflow}",
    "/workflows/{workflow}/start", "/workflows/{workflow}/triggers", "/workflows/{workflow}/versions", "/templates",
    "/templates/incident-response", "/runs", "/runs/{run}", "/inbox", "/inbox/{approval}", "/insights", "/settings",
    "/settings/members", "/settings/model", "/settings/email", "/settings/about", "/nowhere",
)  # fmt: skip


async def _overlays(looker: Looker, ids: dict[str, str]) -> None:
    """What opens above a page."""
    page = looker.visitor.page
    await looker.visitor.go("/")
    await expect(page.locator("h1").first).to_be_visible()
    await page.keyboard.press("Control+k")
    await looker.look("the command palette", ABOVE_A_PAGE)
    await looker.visitor.go(f"/workflows/{ids['workflow']}")
    await expect(page.get_by_text("Read the invoice").first).to_be_visible()
    await page.get_by_text("Read the invoice").first.click()
    await asyncio.sleep(0.5)
    await looker.look("the builder with a step open")
    for name in ("Test run", "Publish"):
        await page.get_by_role("button", name=name).first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await looker.look(f"the dialog “{name}”", ABOVE_A_PAGE)
        await page.keyboard.press("Escape")
    await page.get_by_role("radio", name="Outline").click()
    await looker.look("the outline")

"""Deciding several approvals at once, finding, comparing and replaying runs, in a real browser."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_ROWS = "[role=row][aria-rowindex]"


async def test_someone_decides_several_at_once_then_finds_compares_and_replays_runs(visitor: Visitor):
    page = visitor.page
    await _begin(page, visitor.url)
    await _decide_together(page, visitor.url)
    await _find(page, visitor.url)
    await _compare(page, visitor.url)
    await _replay(page, visitor.url)


async def _begin(page: Page, url: str) -> None:
    await page.goto(f"{url}/signup")
    await page.get_by_label("Your name").fill("Ana Lopez")
    await page.get_by_label("Company", exact=True).fill("Nordwind Werke")
    await page.get_by_label("Work e-mail").fill("ana@nordwind.example")
    await page.locator("input[name=password]").fill("a short sentence is good")
    await page.get_by_role("button", name="Create company").click()
    await page.get_by_role("button", name="Try the sample company").click()
    enough = re.compile(r"[3-9] of \d+ finished · [2-9] waiting for you")
    await expect(page.get_by_text(enough).first).to_be_visible(timeout=2 * PATIENCE_MS)


async def _decide_together(page: Page, url: str) -> None:
    """Choose one by keyboard, then all that are alike, and approve them."""
    await page.goto(f"{url}/inbox")
    approvals = page.locator("a[href*='/inbox/apr_']")
    await expect(approvals.nth(1)).to_be_visible(timeout=PATIENCE_MS)
    await page.keyboard.press("j")
    await expect(page.get_by_role("heading", name="Your decision")).to_be_visible(timeout=PATIENCE_MS)
    await page.keyboard.press("x")
    several = page.get_by_role("region", name="Decide several")
    await several.get_by_role("button", name=re.compile("All .* alike")).click()
    await several.get_by_role("button", name="Approve").click()
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("Approve all")).click()
    results = page.get_by_role("dialog").get_by_text("Decided", exact=True)
    await expect(results.nth(1)).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).last.click()
    await expect(several).to_have_count(0, timeout=PATIENCE_MS)


async def _find(page: Page, url: str) -> None:
    """Look for a run by the end of its number, keep the filter, and find it again from there."""
    await page.goto(f"{url}/runs?status=succeeded")
    rows = page.locator(_ROWS)
    await expect(rows.nth(2)).to_be_visible(timeout=PATIENCE_MS)
    link = rows.nth(2).locator("a[href*='/runs/run_']")
    address = str(await link.get_attribute("href"))
    await page.get_by_role("searchbox", name="Search runs").fill(address[-6:])
    await expect(page).to_have_url(re.compile("q="), timeout=PATIENCE_MS)
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while await rows.count() != 1:  # words of runs are written moments after their end
            await page.wait_for_timeout(1_000)
            await page.reload()
            await page.wait_for_timeout(1_000)
    await expect(rows.first.locator(f"a[href='{address}']")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Saved filters").click()
    await page.get_by_role("button", name="Save this filter").click()
    await page.get_by_label("Name").fill("That one")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.goto(f"{url}/runs")
    await expect(rows.nth(3)).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Saved filters").click()
    await page.get_by_role("button", name="That one", exact=True).click()
    await expect(rows).to_have_count(1, timeout=PATIENCE_MS)


async def _compare(page: Page, url: str) -> None:
    await page.goto(f"{url}/runs?status=succeeded")
    await expect(page.locator(_ROWS).nth(2)).to_be_visible(timeout=PATIENCE_MS)
    for at in (0, 1):
        await page.locator(_ROWS).nth(at).get_by_role("checkbox").click()
    await page.get_by_role("region", name="Chosen runs").get_by_role("link", name="Compare").click()
    await expect(page.get_by_role("heading", name="Compare two runs")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text("Differs").first).to_be_visible(timeout=PATIENCE_MS)


async def _replay(page: Page, url: str) -> None:
    """Back to the beginning by keyboard: then only the first step was begun."""
    await page.goto(f"{url}/runs?status=succeeded")
    await page.locator(f"{_ROWS} a[href*='/runs/run_']").first.click()
    await page.get_by_role("radio", name="Graph").click()
    slider = page.get_by_role("slider", name="Moment of the run")
    await slider.focus()
    await page.keyboard.press("Home")
    await expect(slider).to_have_attribute("aria-valuetext", re.compile("1 of .*: The run started"))
    await page.keyboard.press("ArrowRight")
    steps = page.get_by_role("list", name="Steps as drawn")
    await expect(steps.get_by_role("button", name="Read the invoice")).to_be_enabled()
    await expect(steps.get_by_role("button", name="Check the totals")).to_be_disabled()

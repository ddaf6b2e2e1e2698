"""Insights in a real browser: from nothing over the sample's figures to the runs behind one of them."""

import re
import secrets

import pytest
from playwright.async_api import Page, expect

from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_INVOICES = 12
_PROGRESS = re.compile(r"\d+ of \d+ finished · \d+ waiting for you")


async def test_the_figures_of_the_sample_open_their_runs(visitor: Visitor):
    page = visitor.page
    ended = await _sample_runs(page, visitor.url)

    await page.get_by_role("link", name="Insights").first.click()
    await expect(page.get_by_text("No run ended in this time")).to_be_visible(timeout=PATIENCE_MS)
    await _until_counted(page, ended)
    await _look(visitor)
    await _take_along(page)
    await _open_runs(page, ended)


async def _sample_runs(page: Page, url: str) -> int:
    """Sign up, and let the sample's invoices be read: how many of them ended, the others wait for somebody."""
    await page.goto(f"{url}/signup")
    await page.get_by_label("Your name").fill("Ana Lopez")
    await page.get_by_label("Company", exact=True).fill("Nordwind Werke")
    await page.get_by_label("Work e-mail").fill(f"ana+{secrets.token_hex(4)}@nordwind.example")
    await page.locator("input[name=password]").fill("a short sentence is good")
    await page.get_by_role("button", name="Create company").click()
    await page.get_by_role("button", name="Try the sample company").click()
    progress = page.get_by_text(_PROGRESS).first
    for _ in range(240):
        finished, total, waiting = map(int, re.findall(r"\d+", await progress.inner_text()))
        if finished + waiting == total >= _INVOICES:
            return finished
        await page.wait_for_timeout(500)
    raise AssertionError("the sample did not come to its end")


async def _until_counted(page: Page, ended: int) -> None:
    """Runs are counted seconds after their end: look again until all are, then at their figures."""
    shown = page.get_by_role("button", name=f"Show the figures of {ended} sample runs")
    for _ in range(60):
        if await shown.count():
            break
        await page.wait_for_timeout(1_000)
        await page.reload()
        await expect(page.get_by_text("No run ended in this time")).to_be_visible(timeout=PATIENCE_MS)
    await shown.click()


async def _look(visitor: Visitor) -> None:
    """The figures, a chart as a table, the chart's columns by keyboard, another time."""
    page = visitor.page
    await expect(page.get_by_role("link", name=re.compile(r"^Runs: [1-9]"))).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text("Sample company")).to_be_visible(timeout=PATIENCE_MS)
    await visitor.picture("insights")
    outcomes = page.get_by_role("group", name="How many runs, and how did they end?")
    columns = outcomes.first.get_by_role("link")
    await expect(columns).to_have_count(30, timeout=PATIENCE_MS)
    await columns.last.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(columns.nth(28)).to_be_focused(timeout=PATIENCE_MS)
    await outcomes.first.get_by_role("button", name="View as table").click()
    await expect(outcomes.first.get_by_role("row")).to_have_count(31, timeout=PATIENCE_MS)
    await page.get_by_role("button", name="24 h").click()
    await expect(outcomes.first.get_by_role("row")).to_have_count(25, timeout=PATIENCE_MS)
    await expect(page).to_have_url(re.compile("range=24h"), timeout=PATIENCE_MS)


async def _take_along(page: Page) -> None:
    """A workbook of all figures."""
    await page.get_by_role("button", name="Export").click()
    async with page.expect_download() as taken:
        await page.get_by_role("menuitem", name="All figures (Excel)").click()
    download = await taken.value
    assert download.suggested_filename == "insights.xlsx"
    assert (await download.path()).read_bytes().startswith(b"PK")


async def _open_runs(page: Page, ended: int) -> None:
    """The figure's own runs, and as many as it says."""
    await page.get_by_role("link", name=f"Runs: {ended}. Open the runs").click()

    await expect(page).to_have_url(re.compile(r"/runs\?.*from="), timeout=PATIENCE_MS)
    await expect(page.get_by_text("Sample runs that ended")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_role("row")).to_have_count(ended + 1, timeout=PATIENCE_MS)

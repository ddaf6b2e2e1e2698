"""A newcomer's first day in a real browser: sign up, the sample company, a run, an approval, the builder.

Set SCREENSHOTS to a folder to keep pictures of every screen, in light and dark.
"""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_newcomer_signs_up_runs_the_sample_approves_and_opens_the_builder(visitor: Visitor):
    await visitor.sign_up()
    await visitor.try_the_sample()
    await _approve_everything(visitor)
    await _read_a_run(visitor)
    await _open_the_builder(visitor)


async def _approve_everything(visitor: Visitor) -> None:
    page = visitor.page
    await page.get_by_role("link", name="Inbox").first.click()
    waiting = page.locator("a[href*='/inbox/apr_']")
    await expect(waiting.first).to_be_visible()
    await waiting.first.click()
    await expect(page.get_by_role("button", name="Approve").first).to_be_visible()
    await visitor.picture("inbox")
    while await waiting.count():
        before = await waiting.count()
        await waiting.first.click()
        await page.get_by_role("button", name="Approve").first.click()
        await expect(waiting).to_have_count(before - 1)
    await visitor.go("/runs")
    await expect(page.locator("a[href*='/runs/run_']").first).to_be_visible()
    await expect(page.get_by_text("Waiting", exact=True)).to_have_count(0, timeout=PATIENCE_MS)
    await expect(page.get_by_text("Failed", exact=True)).to_have_count(0)


async def _read_a_run(visitor: Visitor) -> None:
    page = visitor.page
    await page.get_by_role("link", name="Runs", exact=True).first.click()
    await page.wait_for_timeout(1500)
    await visitor.picture("runs")
    await page.locator("a[href*='/runs/run_']").first.click()
    await expect(page.get_by_text("Read the invoice").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.get_by_text("Succeeded").first).to_be_visible(timeout=PATIENCE_MS)
    await visitor.picture("run")


async def _open_the_builder(visitor: Visitor) -> None:
    page = visitor.page
    for name, picture in (("Home", "home"), ("Agents", "agents"), ("Settings", "settings"), ("Workflows", "workflows")):
        await page.get_by_role("link", name=name, exact=True).first.click()
        await page.wait_for_timeout(1500)
        await visitor.picture(picture)
    await page.get_by_role("link", name="Pay supplier invoices").first.click()
    await expect(page.get_by_text("Read the invoice").first).to_be_visible(timeout=PATIENCE_MS)
    await page.wait_for_timeout(1500)
    await visitor.picture("builder")

"""From an empty installation to a first run that succeeded: how many times must a newcomer click?"""

import re
import secrets

import pytest
from playwright.async_api import expect

from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_COUNT = """addEventListener("click", (event) => {
  if (event.isTrusted && event.detail > 0) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true);"""
"""Counts what was clicked with the mouse; keys that press buttons have no detail."""
_MOST = 3


async def _clicks(visitor: Visitor) -> int:
    return int(await visitor.page.evaluate("Number(sessionStorage.clicks ?? 0)"))


async def test_a_newcomer_sees_a_run_succeed_after_three_clicks(visitor: Visitor):
    page = visitor.page
    await page.add_init_script(_COUNT)
    await visitor.go("/")

    await page.get_by_role("link", name="Create a company").click()
    await page.get_by_label("Your name").fill("Ana Lopez")
    await page.get_by_label("Company", exact=True).fill("Nordwind Werke")
    await page.get_by_label("Work e-mail").fill(f"ana+{secrets.token_hex(4)}@nordwind.example")
    await page.locator("input[name=password]").fill("a short sentence is good")
    await page.get_by_role("button", name="Create company").click()
    await page.get_by_role("button", name="Try it: Sort support requests").click()
    await expect(page.get_by_role("heading", level=1, name="Sort support requests")).to_be_visible()
    await expect(page.locator("header").get_by_text("Succeeded")).to_be_visible(timeout=PATIENCE_MS)

    await visitor.picture("first-run")
    assert 0 < await _clicks(visitor) <= _MOST


async def test_the_list_of_first_steps_ticks_off_what_was_done_and_can_be_hidden(visitor: Visitor):
    page = visitor.page
    await visitor.sign_up()
    await expect(page.get_by_text("0 of 4 done")).to_be_visible()

    await visitor.call("POST", "/api/company/v1/templates/knowledge-answers/use", {"run": True})
    await visitor.go("/")
    await expect(page.get_by_text("1 of 4 done")).to_be_visible()
    await page.get_by_role("button", name="Hide this list").click()
    await expect(page.get_by_text("Getting started")).to_have_count(0)
    await visitor.go("/")

    await expect(page.get_by_text("Recent runs")).to_be_visible()
    await expect(page.get_by_text("Getting started")).to_have_count(0)


async def test_a_template_is_found_looked_at_and_opened_in_the_builder(visitor: Visitor):
    page = visitor.page
    await visitor.sign_up()
    await page.get_by_role("link", name="Templates", exact=True).click()

    await page.get_by_label("Search templates").fill("calendar")
    await expect(page).to_have_url(f"{visitor.url}/templates?q=calendar")
    await expect(page.get_by_role("listitem").filter(has_text="Try it")).to_have_count(1)
    await page.get_by_role("link", name="Find a time to meet").click()
    await expect(page.get_by_text("Three people, 45 minutes", exact=False)).to_be_visible()
    await page.get_by_role("button", name="Use this template").click()

    await expect(page.get_by_text("Find a time for all").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(page).to_have_url(re.compile(r"/workflows/wfl_[0-9a-f]+$"))

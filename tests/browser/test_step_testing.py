"""An analyst tests steps with real data in a real browser: on nothing, on what was found, on pinned data."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.visitor import PATIENCE_MS
from tests.journey.journey import Json, Traveller
from tests.journey.shapes import Standalone

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_GRAPH: Json = {
    "input": {"type": "object", "properties": {"customer": {"type": "string"}}, "required": ["customer"]},
    "steps": [
        {
            "id": "order",
            "type": "set",
            "name": "Prepare the order",
            "with": {"values": {"lines": ["Bolt", "Gear"], "to": "{{ input.customer }}"}},
        },
        {"id": "letter", "type": "set", "name": "Write the letter", "with": {"values": {"text": "Dear"}}},
        {
            "id": "send",
            "type": "http.request",
            "name": "Send the letter",
            "with": {"method": "POST", "url": "http://127.0.0.1:9/never"},
        },
    ],
    "edges": [{"from": "order", "to": "letter"}, {"from": "letter", "to": "send"}],
    "output": {},
}


@asynccontextmanager
async def signed_in(browser: Browser, platform: Standalone, traveller: Traveller) -> AsyncGenerator[Page]:
    page = await browser.new_page(viewport={"width": 1600, "height": 900}, locale="en-GB")
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(platform.url)
    await page.get_by_label("E-mail").fill(traveller.email)
    await page.locator("input[name=password]").fill(traveller.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Workflows", exact=True).first).to_be_visible()
    yield page
    await page.close()


async def draft(traveller: Traveller) -> str:
    """A workflow that was never published; its id."""
    agent = await traveller.ask("POST", "/api/agents/v1/agents", expect=201, json={"name": "Order desk"})
    body = {"name": "Letters", "agent_id": agent["id"], "graph": _GRAPH}
    return str((await traveller.ask("POST", "/api/company/v1/workflows", expect=201, json=body))["id"])


async def open_step(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).first.click()
    await expect(page.get_by_role("button", name="Test this step")).to_be_visible()


async def test_an_analyst_tests_steps_on_real_and_on_pinned_data(browser: Browser, platform: Standalone):
    async with httpx2.AsyncClient(base_url=platform.url, timeout=60) as http:
        traveller = Traveller(http)
        await traveller.sign_up()
        workflow_id = await draft(traveller)

        async with signed_in(browser, platform, traveller) as page:
            await page.goto(f"{platform.url}/workflows/{workflow_id}")
            await page.get_by_role("radio", name="Outline").click()
            await _test_on_typed_input(page)
            await _write_with_the_last_values(page)
            await _pin_what_would_send(page)
            await _take_the_pin_back(page)

        after = await traveller.ask("GET", f"/api/company/v1/workflows/{workflow_id}")
        letter = after["draft"]["graph"]["steps"][1]["with"]["values"]["text"]
        assert letter == "Dear {{ input.customer}}"
        assert after["live_version"] is None


async def _test_on_typed_input(page: Page) -> None:
    """Nothing is known yet, so the input is asked for."""
    await open_step(page, "Prepare the order")
    await page.get_by_role("tab", name="Data").click()
    await expect(page.get_by_text("No data yet.")).to_be_visible()
    await page.get_by_role("button", name="Test this step").click()
    await page.get_by_label("Customer").fill("Nordwind")
    await page.get_by_role("checkbox", name="Keep these values as a sample").click()
    await page.get_by_role("dialog").get_by_role("button", name="Run up to here").click()
    await expect(page.get_by_role("region", name="Output").get_by_text("Nordwind")).to_be_visible()


async def _write_with_the_last_values(page: Page) -> None:
    """The values that the test found are there to choose, and the text shows what it comes to."""
    await open_step(page, "Write the letter")
    await page.get_by_role("tab", name="Setup").click()
    field = page.get_by_role("textbox", name="Value of text")
    await field.fill("")
    await page.get_by_role("button", name="Insert a value of an earlier step").click()
    search = page.get_by_role("combobox", name="Search values")
    await search.fill("gear")
    await expect(page.get_by_role("treeitem").filter(has_text="Gear")).to_be_visible()
    await search.press("Enter")
    await expect(field).to_be_focused()
    await expect(field).to_have_text("{{ steps.order.output.lines[1] }}")
    await expect(page.get_by_role("status", name="Value with the last data")).to_have_text("Gear")
    await _write_by_keyboard(page)


async def _write_by_keyboard(page: Page) -> None:
    """Not one key is lost while the editor is fetched, Esc closes the list first, and Tab leaves."""
    await page.reload()
    await page.get_by_role("radio", name="Outline").click()
    await open_step(page, "Write the letter")
    field = page.get_by_role("textbox", name="Value of text")
    await field.focus()
    await expect(field).to_have_attribute("contenteditable", "true")  # the editor stands where the plain box was
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Dear {{ custom")
    option = page.get_by_role("option", name="input.customer Nordwind")
    await expect(option).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(option).to_be_hidden()
    await expect(field).to_have_text("Dear {{ custom }}")
    await page.keyboard.press("Control+Space")
    await _accept(page, "input.customer Nordwind")
    await page.keyboard.type(".upp")
    await _accept(page, "upperAscii In capital letters")
    await expect(field).to_have_text("Dear {{ input.customer.upperAscii() }}")
    await expect(page.get_by_role("status", name="Value with the last data")).to_have_text("Dear NORDWIND")
    await page.keyboard.type(" + nope }}!")
    await expect(field).to_have_text("Dear {{ input.customer.upperAscii() + nope }}!")
    await expect(page.locator(".cm-lintRange-error")).to_have_text("nope")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Insert a value of an earlier step")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Dear {{input.customer}}")
    await expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


async def _accept(page: Page, proposal: str) -> None:
    await expect(page.get_by_role("option", name=proposal)).to_be_visible()
    await page.wait_for_timeout(150)  # what is pressed as the list comes up is not meant for it
    await page.keyboard.press("Enter")


async def _pin_what_would_send(page: Page) -> None:
    """A step that sends says so first; with data pinned to it, a test takes the data."""
    await open_step(page, "Send the letter")
    await page.get_by_role("button", name="Test this step").click()
    warning = page.get_by_role("dialog", name="This will really send")
    await expect(warning.get_by_text("Send the letter", exact=True)).to_be_visible()
    await warning.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Pin data for tests").click()
    await page.get_by_label("Output (JSON)").click()
    await expect(page.locator(".cm-editor")).to_be_visible()
    await page.get_by_label("Output (JSON)").fill('{"status": 201,\n "body": }')
    await expect(page.get_by_text("look at line 2, character 10")).to_be_visible()
    await page.get_by_label("Output (JSON)").fill('{"status": 201, "body": "never sent"}')
    await page.get_by_role("dialog").get_by_role("button", name="Pin", exact=True).click()
    await expect(page.get_by_role("img", name="Pinned data stands for it in tests")).to_be_visible()
    await page.get_by_role("button", name="Test this step").click()
    output = page.get_by_role("region", name="Output", exact=True)
    await expect(output.get_by_text("never sent")).to_be_visible()


async def _take_the_pin_back(page: Page) -> None:
    await page.get_by_role("button", name="Undo", exact=True).click()
    await expect(page.get_by_role("img", name="Pinned data stands for it in tests")).to_have_count(0)
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()

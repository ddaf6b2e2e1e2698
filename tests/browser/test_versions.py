"""Versions in a real browser: compared side by side, restored and undone, published again; files out and in."""

import asyncio
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_COMPANY = "/api/company/v1"


def _graph(word: str, *more: dict[str, Any]) -> dict[str, Any]:
    first = {"id": "greet", "type": "set", "name": "Greet", "with": {"values": {"text": word}}}
    edges = [{"from": "greet", "to": step["id"]} for step in more]
    layout = {step["id"]: {"x": 320 * place, "y": 0} for place, step in enumerate([first, *more])}
    return {"steps": [first, *more], "edges": edges, "output": {}, "layout": layout}


class _Company:
    """A new company in this browser, and its interface."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.headers: dict[str, str] = {}

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {**self.headers, "idempotency-key": secrets.token_hex(16), **headers}
        answer = await self.page.request.fetch(self.url + path, method=method, data=body, headers=sent)
        assert answer.ok, await answer.text()
        return await answer.json()

    async def sign_up(self) -> None:
        email = f"ana+{secrets.token_hex(4)}@nordwind.example"
        body = {"email": email, "password": "a short sentence is good", "name": "Ana Lopez", "company": "Nordwind"}
        signed_in = await self.ask("POST", "/api/auth/v1/signup", body)
        self.headers = {"authorization": f"Bearer {signed_in['access_token']}"}

    async def workflow(self) -> str:
        """A workflow with two versions, the second with a step more and another text."""
        agent = await self.ask("POST", "/api/agents/v1/agents", {"name": "Clerk", "role": "Writes"})
        body = {"name": "Write", "agent_id": agent["id"], "graph": _graph("Hello there, dear customer, how are you?")}
        workflow_id = (await self.ask("POST", f"{_COMPANY}/workflows", body))["id"]
        path = f"{_COMPANY}/workflows/{workflow_id}"
        await self.ask("POST", f"{path}/publish", {"note": "The first"})
        stop: dict[str, Any] = {"id": "end", "type": "stop", "name": "End here", "with": {}}
        graph = _graph("Hello there, dear reader, how are you?", stop)
        await self.ask("PUT", f"{path}/draft", {"graph": graph}, **{"if-match": '"1"'})
        await self.ask("POST", f"{path}/publish", {"note": "For readers"})
        return str(workflow_id)


async def test_versions_are_compared_restored_published_again_and_taken_elsewhere(visitor: Visitor, tmp_path: Path):
    page, visitor.expected = visitor.page, ("401", "422")  # a file that is no workflow is refused
    company = _Company(page, visitor.url)
    await company.sign_up()
    workflow_id = await company.workflow()

    await _compare(page, f"{visitor.url}/workflows/{workflow_id}/versions?from=1&to=2")
    await _restore_and_undo(company, workflow_id)
    await _publish_again(page)
    await _take_elsewhere(page, visitor.url, tmp_path)


async def _compare(page: Page, address: str) -> None:
    await page.goto(address)
    changes = page.get_by_role("list", name="Changes")
    await expect(changes.get_by_role("heading", name="Greet")).to_be_visible()
    await expect(changes.locator("del")).to_have_text("removed:customer")
    await expect(changes.locator("ins")).to_have_text("added:reader")
    await expect(page.get_by_text("1 step added, 1 step changed, 1 connection changed").first).to_be_visible()

    # From the list to the drawing, and by keys from the drawing back to the list.
    await changes.get_by_role("button", name="End here").press("Enter")
    drawn = page.get_by_role("button", name=re.compile("End here.*Added"))
    await expect(drawn).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name=re.compile("Greet.*Changed")).last.press("Enter")
    await expect(changes.get_by_role("button", name="Greet")).to_be_focused()

    # Both drawings move together.
    views = page.locator(".react-flow__viewport")
    before = await views.first.get_attribute("style")
    await page.get_by_role("group", name="Version 2").press("ArrowRight")
    await expect(views.first).not_to_have_attribute("style", before or "")
    assert await views.first.get_attribute("style") == await views.last.get_attribute("style")


async def _restore_and_undo(company: _Company, workflow_id: str) -> None:
    page, path = company.page, f"{_COMPANY}/workflows/{workflow_id}"
    before, address = (await company.ask("GET", path))["draft"], page.url
    await _restore(page)
    assert len((await company.ask("GET", path))["draft"]["graph"]["steps"]) == 1
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("The draft before is back")).to_be_visible()
    assert (await company.ask("GET", path))["draft"] == before

    # Later and elsewhere it is the builder that brings the draft back.
    await _restore(page)
    await page.goto(f"{company.url}/workflows/{workflow_id}")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    saved, was = (await company.ask("GET", path))["draft"]["graph"], before["graph"]
    assert [saved[part] for part in was] == list(was.values())
    await page.goto(address)


async def _restore(page: Page) -> None:
    await page.get_by_role("button", name="More for Version 1").click()
    await page.get_by_role("menuitem", name="Restore as draft").click()
    await page.get_by_role("button", name="Restore", exact=True).click()
    await expect(page.get_by_text("Version 1 is the draft now")).to_be_visible()


async def _publish_again(page: Page) -> None:
    await page.get_by_role("button", name="More for Version 1").click()
    await page.get_by_role("menuitem", name="Publish again").click()
    await page.get_by_role("button", name="Publish as version 3").click()
    await expect(page.get_by_role("link", name="Version 3")).to_be_visible()
    await expect(page.get_by_text("Version 1 again")).to_be_visible()


async def _take_elsewhere(page: Page, url: str, folder: Path) -> None:
    await page.goto(f"{url}/workflows")
    await page.get_by_role("button", name="More for Write").click()
    async with page.expect_download() as saved:
        await page.get_by_role("menuitem", name="Save as YAML").click()
    file = folder / (await saved.value).suggested_filename
    await (await saved.value).save_as(file)
    text = await asyncio.to_thread(file.read_text)
    assert file.name == "write.yaml"

    await page.get_by_role("button", name="Import", exact=True).click()
    source = page.get_by_label("YAML or JSON")
    await source.fill(text.replace("type: stop", "typ: stop"))
    await expect(page.get_by_text("step end, field typ: Nobody knows this field")).to_be_visible()
    await page.locator("input[type=file]").set_input_files(file)
    await expect(page.get_by_text("2 steps.")).to_be_visible()
    await page.get_by_label("Name").fill("Write elsewhere")
    await page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_role("textbox", name="Name of the workflow")).to_have_value("Write elsewhere")

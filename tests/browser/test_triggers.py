"""Triggers in a real browser: a webhook is made, called over HTTP, its run seen; the workflow is paused and resumed."""

import re
import secrets
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.visitor import PATIENCE_MS
from tests.journey.journey import Json
from tests.journey.shapes import Standalone

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_GRAPH: Json = {
    "input": {"type": "object", "required": ["customer"], "properties": {"customer": {"type": "string"}}},
    "steps": [{"id": "greet", "type": "set", "with": {"values": {"text": "Hello {{ input.customer }}"}}}],
    "edges": [],
}


@pytest.fixture
async def context(browser: Browser) -> AsyncGenerator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()


async def test_a_webhook_made_in_the_browser_starts_runs_until_its_workflow_is_paused(
    context: BrowserContext, platform: Standalone
):
    workflow_id = await _published_workflow(context, platform.url)
    page = await context.new_page()
    await page.goto(f"{platform.url}/workflows/{workflow_id}/start")
    await page.get_by_role("link", name="Triggers").click()

    secret = await _make_webhook(page)
    address = await page.locator("code", has_text="/hooks/").inner_text()
    async with httpx2.AsyncClient(trust_env=False, timeout=20) as http:
        refused = await http.post(address, json={"shopper": "Ana"})
        proof = {"authorization": f"Bearer {secret}"}
        accepted = await http.post(address, json={"shopper": "Ana"}, headers=proof)
        await _read_the_run(page, accepted.json()["id"])
        await _pause(page)
        while_paused = await http.post(address, json={"shopper": "Ben"}, headers=proof)
    await _resume(page, while_paused.json()["id"])

    assert (refused.status_code, accepted.status_code, while_paused.status_code) == (401, 202, 202)


async def _published_workflow(context: BrowserContext, url: str) -> str:
    """Sign up (the browser keeps the session) and publish a workflow that greets."""
    token = ""

    async def ask(path: str, body: Json) -> Any:
        headers = {"idempotency-key": secrets.token_hex(8)} | ({"authorization": f"Bearer {token}"} if token else {})
        answer = await context.request.post(f"{url}/api/{path}", data=body, headers=headers)
        assert answer.ok, await answer.text()
        return await answer.json()

    person = {"name": "Ana Lopez", "company": "Nordwind Werke", "password": "a short sentence is good"}
    token = (await ask("auth/v1/signup", {"email": f"ana+{secrets.token_hex(4)}@nordwind.example", **person}))[
        "access_token"
    ]
    agent = await ask("agents/v1/agents", {"name": "Greeter", "role": "Greets customers"})
    workflow = await ask("company/v1/workflows", {"name": "Greet", "agent_id": agent["id"], "graph": _GRAPH})
    await ask(f"company/v1/workflows/{workflow['id']}/publish", {"note": ""})
    return str(workflow["id"])


async def _make_webhook(page: Page) -> str:
    """Make a webhook with a bearer token whose body names the customer otherwise; answers the secret shown once."""
    await page.get_by_role("button", name=re.compile("^Webhook")).click()
    await page.get_by_role("combobox", name="How the caller proves itself").click()
    await page.get_by_role("option", name="Bearer token").click()
    await page.get_by_role("combobox", name="What the run gets").click()
    await page.get_by_role("option", name="Field by field").click()
    await page.get_by_label("Customer").fill("{{ input.body.shopper }}")
    await page.get_by_role("button", name="Create the trigger").click()
    secret = await page.get_by_role("dialog").locator("code").inner_text()
    await page.get_by_role("button", name="I have kept it").click()
    await expect(page.get_by_text("Has not fired yet")).to_be_visible()
    return secret


async def _read_the_run(page: Page, run_id: str) -> None:
    """The row leads to the run that it started."""
    await expect(page.get_by_text("Fired once")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("link", name="Open its run").click()
    await expect(page).to_have_url(re.compile(run_id))
    await expect(page.get_by_text("Hello Ana").first).to_be_visible(timeout=PATIENCE_MS)
    await page.go_back()


async def _pause(page: Page) -> None:
    await page.get_by_role("button", name="Pause", exact=True).click()
    await page.get_by_label("Reason").fill("Stocktaking")
    await page.get_by_role("dialog").get_by_role("button", name="Pause", exact=True).click()
    await expect(page.get_by_text("Stocktaking")).to_be_visible()


async def _resume(page: Page, run_id: str) -> None:
    """What came in while paused waits in the queue, and is done afterwards."""
    await expect(page.get_by_role("link", name="1 queued")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Resume").click()
    await expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    await page.goto(f"{page.url.split('/workflows')[0]}/runs/{run_id}")
    await expect(page.get_by_text("Hello Ben").first).to_be_visible(timeout=PATIENCE_MS)

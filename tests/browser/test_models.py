"""Providers of models in a real browser: what runs on this machine is offered, one is connected, tested, deleted."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from ai.tests.endpoint import MODEL, Model, running
from tests.browser.looking import ABOVE_A_PAGE, Looker
from tests.browser.visitor import visiting
from tests.journey.shapes import ROOT, Standalone

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_SCRIPT = "turns:\n  - answer: Good day.\n"


@pytest.fixture
async def looker(browser: Browser, tmp_path: Path) -> AsyncGenerator[Looker]:
    """A visitor of a platform on whose machine a model server runs."""
    async with running(Model()) as model:
        settings = {
            "FRONTEND_DIR": str(ROOT / "frontend" / "dist"),
            "AI_LOCAL_SERVERS": f"ollama={model.port}",
            "ANTHROPIC_API_KEY": "sk-ant-of-the-deployment",
        }
        platform = Standalone(tmp_path / "data", settings)
        with platform.running():
            await platform.ready()
            async with visiting(browser, platform.url, bypass_csp=True) as visitor:
                yield Looker(visitor)


async def test_a_model_is_connected_tested_and_deleted(looker: Looker):
    visitor, page = looker.visitor, looker.visitor.page
    await visitor.sign_up()
    await visitor.go("/settings/model")

    await page.get_by_role("button", name="Connect it").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="Test").click()
    await expect(sheet.get_by_text("It works.")).to_be_visible()
    await sheet.get_by_label("Usual model").fill(MODEL)
    await visitor.picture("models-add")
    await looker.look("the sheet to add a provider", ABOVE_A_PAGE, within="[role=dialog]")
    await sheet.get_by_role("button", name="Add", exact=True).click()
    ollama = page.get_by_role("listitem").filter(has_text="Ollama")
    await expect(ollama.get_by_text("Answers tasks")).to_be_visible()
    await expect(page.get_by_text("runs on this machine")).to_have_count(0)

    script = {"kind": "scripted", "name": "Rehearsal", "options": {"script": _SCRIPT, "model": "scripted"}}
    await visitor.call("POST", "/api/ai/v1/providers", script)
    wrong = {"kind": "openai-compatible", "name": "Gone", "base_url": "http://127.0.0.1:9/v1"}
    await visitor.call("POST", "/api/ai/v1/providers", wrong)
    await visitor.go("/settings/model")
    await expect(page.get_by_text("Did not work when last tested")).to_be_visible()
    await expect(page.get_by_text("From the deployment (ANTHROPIC_API_KEY)")).to_be_visible()
    await visitor.picture("models")
    await looker.look("the list of providers")

    await page.get_by_role("button", name="More for Ollama").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    rehearsal = page.get_by_role("listitem").filter(has_text="Rehearsal")
    await expect(rehearsal.get_by_text("Answers tasks")).to_be_visible()
    assert looker.findings == [], "\n".join(looker.findings)

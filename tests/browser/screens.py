"""Makes the pictures of the documentation: every screen of the sample company, in light and dark.

.venv/bin/python -m tests.browser.screens docs/images [name of a screen …]
"""

import asyncio
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import ViewportSize, async_playwright, expect

from tests.browser.knowing import knowledge_of
from tests.browser.overlays import Step, open_by, press
from tests.browser.visitor import FLAGS, PATIENCE_MS, Visitor, visiting
from tests.journey.shapes import ROOT, Standalone

_COLOURS = 160
_WIDE = ViewportSize(width=1440, height=900)
_PHONE = ViewportSize(width=390, height=844)
_DECIDED = 3
"""So many of the sample's approvals are decided, the others still wait."""
_TRIED = ("support-triage", "lead-routing", "weekly-report")
"""Templates that were tried, so that the company does more than one thing."""


@dataclass(frozen=True)
class Screen:
    """One picture: where it is, and what is pressed before it is taken."""

    name: str
    path: str
    presses: Sequence[Step] = ()
    above: bool = False
    phone: bool = False


SCREENS = (
    Screen("home", "/"),
    Screen("home-phone", "/", phone=True),
    Screen("agents", "/agents"),
    Screen("agent", "/agents/{agent}"),
    Screen("agent-performance", "/agents/{agent}?tab=performance"),
    Screen("agent-memory", "/agents/{agent}?tab=memory"),
    Screen("agent-new", "/agents/new"),
    Screen("agent-edit", "/agents/{agent}/edit"),
    Screen("workflows", "/workflows"),
    Screen("builder", "/workflows/{workflow}", [("step", "Read the invoice")]),
    Screen("outline", "/workflows/{workflow}", [("radio", "Outline")]),
    Screen("publish", "/workflows/{workflow}", [("button", "Publish")], above=True),
    Screen("start", "/workflows/{workflow}/start"),
    Screen("triggers", "/workflows/{workflow}/triggers"),
    Screen("versions", "/workflows/{workflow}/versions"),
    Screen("templates", "/templates"),
    Screen("template", "/templates/incident-response"),
    Screen("runs", "/runs"),
    Screen("run", "/runs/{run}"),
    Screen("run-graph", "/runs/{run}?view=graph"),
    Screen("compare-runs", "/runs/compare?a={run}&b={other_run}"),
    Screen("inbox", "/inbox/{approval}"),
    Screen("inbox-phone", "/inbox", phone=True),
    Screen("approval-phone", "/inbox/{approval}", phone=True),
    Screen("insights", "/insights?source=sample"),
    Screen("knowledge", "/knowledge"),
    Screen("knowledge-base", "/knowledge/{base}"),
    Screen("knowledge-document", "/knowledge/{base}/documents/{document}?from=24&to=60"),
    Screen("settings", "/settings"),
    Screen("settings-members", "/settings/members"),
    Screen("settings-roles", "/settings/roles"),
    Screen("settings-model", "/settings/model"),
    Screen("settings-usage", "/settings/usage"),
    Screen("settings-budgets", "/settings/budgets"),
    Screen("settings-aliases", "/settings/aliases"),
    Screen("settings-guardrails", "/settings/guardrails"),
    Screen("settings-exchanges", "/settings/exchanges"),
    Screen("settings-cache", "/settings/cache"),
    Screen("settings-keys", "/settings/keys"),
    Screen("settings-accounts", "/settings/accounts"),
    Screen("settings-audit", "/settings/audit"),
    Screen("playground", "/prompts?tab=try"),
    Screen("settings-profile", "/settings/profile"),
    Screen("settings-security", "/settings/security"),
    Screen("command-palette", "/", [("key", "Control+k")], above=True),
)


async def _work(visitor: Visitor) -> dict[str, str]:
    """The sample company at work for a while: some decided, some waiting, some templates tried; what is shown of it."""
    await visitor.sign_up()
    await visitor.try_the_sample()
    for template in _TRIED:
        await visitor.call("POST", f"/api/company/v1/templates/{template}/use", {"run": True})
    asked = (await visitor.call("GET", "/api/company/v1/approvals?status=waiting&limit=50"))["items"]
    invoices = [each for each in asked if each["title"].startswith("Pay ")]
    for each in invoices[:_DECIDED]:
        await visitor.call("POST", f"/api/company/v1/approvals/{each['id']}/decide", {"choice": "approve"})
    run = invoices[0]["run_id"]
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while (found := await visitor.call("GET", f"/api/company/v1/runs/{run}"))["status"] != "succeeded":
            await asyncio.sleep(0.3)
    call = {"name": "From the scanner", "settings": {"kind": "webhook", "auth": {"kind": "bearer"}}}
    await visitor.call("POST", f"/api/company/v1/workflows/{found['workflow_id']}/triggers", call)
    return {
        **await knowledge_of(visitor),
        "agent": str(found["agent_id"]),
        "workflow": str(found["workflow_id"]),
        "run": str(run),
        "other_run": str(invoices[1]["run_id"]),
        "approval": str(invoices[-1]["id"]),
    }


async def _take(visitor: Visitor, screen: Screen, ids: dict[str, str], folder: Path) -> None:
    page = visitor.page
    await page.set_viewport_size(_PHONE if screen.phone else _WIDE)
    await visitor.go(screen.path.format(**ids))
    await expect(page.locator("h1").first).to_be_attached(timeout=PATIENCE_MS)
    await page.wait_for_load_state("networkidle")
    await expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)
    if screen.above:
        await open_by(page, screen.presses)
    else:
        for role, name in screen.presses:
            await press(page, role, name)
    await page.wait_for_timeout(500)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.wait_for_timeout(300)
        shot = Image.open(io.BytesIO(await page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        path = folder / f"{screen.name}-{scheme}.png"
        shot.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        sys.stdout.write(f"{path.name}: {path.stat().st_size // 1024} KiB\n")


async def main(folder: Path, names: Sequence[str]) -> None:
    """Start the platform on new data, let the sample work, take the pictures."""
    built = Path(os.environ.get("FRONTEND_DIR", ROOT / "frontend" / "dist"))
    with tempfile.TemporaryDirectory() as data:
        standalone = Standalone(Path(data) / "data", {"FRONTEND_DIR": str(built)})
        with standalone.running():
            await standalone.ready()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                async with visiting(browser, standalone.url) as visitor:
                    ids = await _work(visitor)
                    for screen in SCREENS:
                        if not names or screen.name in names:
                            await _take(visitor, screen, ids, folder)
                await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))

"""What tests of the builder do at its screen: open a draft, add steps, and see what the server keeps of it."""

import asyncio
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.visitor import PATIENCE_MS, Visitor

_AT = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText ?? "";
  return label.trim();
}"""


async def new_workflow(visitor: Visitor, graph: dict[str, Any] | None = None) -> str:
    """A workflow with an empty draft, or with this one."""
    agent = await visitor.call("POST", "/api/agents/v1/agents", {"name": "Clerk"})
    body = {"name": "Drawn by a test", "agent_id": agent["id"], "graph": graph or {"steps": [], "edges": []}}
    return str((await visitor.call("POST", "/api/company/v1/workflows", body))["id"])


async def open_builder(visitor: Visitor, workflow_id: str) -> Page:
    """The builder with this draft."""
    await visitor.go(f"/workflows/{workflow_id}")
    await expect(visitor.page.get_by_role("button", name="Publish")).to_be_visible(timeout=PATIENCE_MS)
    return visitor.page


async def draft_of(visitor: Visitor, workflow_id: str) -> dict[str, Any]:
    """What the server has."""
    found = await visitor.call("GET", f"/api/company/v1/workflows/{workflow_id}")
    return dict(found["draft"]["graph"])


async def kept(visitor: Visitor, workflow_id: str, steps: int) -> dict[str, Any]:
    """The draft once the server has so many steps."""
    graph: dict[str, Any] = {}
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while len((graph := await draft_of(visitor, workflow_id))["steps"]) != steps:
            await asyncio.sleep(0.3)
    return graph


async def add_by_key(page: Page, what: str) -> None:
    """Add a step after the one that is chosen, on the canvas."""
    await page.keyboard.press("n")
    await choose(page, what)


async def choose(page: Page, what: str) -> None:
    """Take from the list that is open, by typing."""
    await expect(page.get_by_role("combobox").last).to_be_focused()
    await page.keyboard.type(what)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("listbox")).to_have_count(0)


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called this has the focus, as somebody without a mouse does."""
    passed: list[str] = []
    for _ in range(150):
        await page.keyboard.press("Tab")
        passed.append(str(await page.evaluate(_AT)))
        if passed[-1] == name or passed[-1].startswith(f"{name}\n"):
            return
    raise AssertionError(f"Tab never comes to “{name}”, only to {passed}")

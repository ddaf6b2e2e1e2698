"""Notes and groups in a real browser: written by key, dragged by mouse, and kept by the server."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.building import draft_of, new_workflow, open_builder
from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_NAMES = ("read", "check", "pay")
_STEPS: list[dict[str, Any]] = [
    {"id": name, "type": "set", "name": name.title(), "with": {"values": {}}} for name in _NAMES
]
_GRAPH: dict[str, Any] = {
    "steps": _STEPS,
    "edges": [{"from": "read", "to": "check"}, {"from": "check", "to": "pay"}],
    "layout": {"read": {"x": 0, "y": 0}, "check": {"x": 304, "y": 0}, "pay": {"x": 608, "y": 300}},
}


async def _drag(page: Page, what: Locator, dx: float, dy: float) -> None:
    box = await what.bounding_box()
    assert box is not None
    x, y = box["x"] + 50, box["y"] + 14
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + dx, y + dy, steps=8)
    await page.mouse.up()


async def _saved(visitor: Visitor, workflow_id: str, **wanted: Any) -> dict[str, Any]:
    """The draft once the server has a first note or group with these values."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            graph = await draft_of(visitor, workflow_id)
            marks = [*graph.get("notes", []), *graph.get("groups", [])]
            if any(wanted.items() <= each.items() for each in marks):
                return graph
            await asyncio.sleep(0.2)


async def test_a_note_is_written_by_key_and_a_group_takes_its_steps_along(visitor: Visitor):
    await visitor.sign_up()
    workflow_id = await new_workflow(visitor, _GRAPH)
    page = await open_builder(visitor, workflow_id)
    canvas = page.get_by_role("application", name="Workflow with")

    await canvas.focus()
    await page.keyboard.press("s")
    await expect(page.get_by_label("Text of the note")).to_be_focused()
    await page.keyboard.type("Ask Ana first")
    await page.keyboard.press("Escape")
    await expect(canvas).to_be_focused()
    await page.keyboard.press("Shift+C")
    await page.keyboard.press("Alt+Shift+ArrowRight")
    await _saved(visitor, workflow_id, text="Ask Ana first", colour="teal", width=256)

    await page.locator('[data-id="read"]').click()
    await page.locator('[data-id="check"]').click(modifiers=["Control"])
    await canvas.focus()
    await page.keyboard.press("Control+g")
    await expect(page.get_by_label("Name of the group")).to_be_focused()
    await page.keyboard.type("Before paying")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Name of the group")).to_have_count(0)
    await _drag(page, page.locator(".group-head"), 0, 160)
    graph = await _saved(visitor, workflow_id, name="Before paying", members=["read", "check"])
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while (graph := await draft_of(visitor, workflow_id))["layout"]["read"]["y"] == 0:
            await asyncio.sleep(0.2)
    places = graph["layout"]
    await visitor.picture("notes-and-groups")

    assert places["read"]["y"] == places["check"]["y"] > 100
    assert places["pay"] == {"x": 608, "y": 300}

    await page.locator('[data-id="pay"]').click(button="right")
    await page.get_by_role("menuitem", name="Put into a group").click()
    await page.get_by_role("option", name="Before paying").click()
    await _saved(visitor, workflow_id, members=["read", "check", "pay"])

    step, above = page.locator('[data-id="pay"]'), page.locator('[data-id="check"]')
    box, target = await step.bounding_box(), await above.bounding_box()
    assert box is not None
    assert target is not None
    await page.mouse.move(box["x"] + 50, box["y"] + 14)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 45, box["y"] + 14)
    await page.mouse.move(target["x"] + 47, box["y"] + 14, steps=12)
    guide = page.locator('.guides [data-axis="x"]')
    await expect(guide).to_be_visible()
    await visitor.picture("guide-line")
    await page.mouse.up()
    await expect(guide).to_be_hidden()
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while (places := (await draft_of(visitor, workflow_id))["layout"])["pay"]["x"] != places["check"]["x"]:
            await asyncio.sleep(0.2)

"""Workflows are drawn without a mouse, by two people at once, and through tabs that are killed: nothing is lost."""

import asyncio
import contextlib
from typing import Any, cast

import pytest
from playwright.async_api import Browser, Error, Page, expect

from tests.browser.building import add_by_key, choose, kept, new_workflow, open_builder, tab_to
from tests.browser.visitor import PATIENCE_MS, Visitor, visiting
from tests.journey.shapes import Standalone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_SET = "Set values"


def _chain(graph: dict[str, Any]) -> list[str]:
    """The names of the steps from the first on, as the edges lead."""
    onward = {edge["from"]: edge["to"] for edge in graph["edges"]}
    names = {step["id"]: step.get("name") or step["type"] for step in graph["steps"]}
    (at,) = set(names) - set(onward.values())
    found = [names[at]]
    while at in onward:
        at = onward[at]
        found.append(names[at])
    return found


async def test_six_steps_are_built_and_run_by_keyboard_alone_in_the_outline(visitor: Visitor):
    await visitor.sign_up()
    workflow_id = await new_workflow(visitor)
    page = await open_builder(visitor, workflow_id)
    keyboard = page.keyboard

    await keyboard.press("o")
    for number in range(1, 7):
        await tab_to(page, "Add a step" if number == 1 else f"Add a step after Part {number - 1}, Then")
        await keyboard.press("Enter")
        await choose(page, _SET)
        await _fill_in(page, f"Part {number}")
    graph = await kept(visitor, workflow_id, 6)
    await _test_run(page)

    assert _chain(graph) == [f"Part {number}" for number in range(1, 7)]


async def test_twelve_steps_are_drawn_on_the_canvas_by_keyboard(visitor: Visitor):
    await visitor.sign_up()
    workflow_id = await new_workflow(visitor)
    page = await open_builder(visitor, workflow_id)

    for _ in range(12):
        await add_by_key(page, _SET)
    graph = await kept(visitor, workflow_id, 12)
    for _ in range(3):
        await page.keyboard.press("Control+z")
    shorter = await kept(visitor, workflow_id, 9)
    await page.keyboard.press("Control+Shift+z")
    await kept(visitor, workflow_id, 10)

    assert len(_chain(graph)) == 12
    assert _chain(graph)[:9] == _chain(shorter)


async def test_two_people_who_edit_one_draft_lose_nothing(browser: Browser, platform: Standalone):
    async with visiting(browser, platform.url) as ana, visiting(browser, platform.url) as ben:
        ana.expected = ben.expected = ("401", "412")  # whoever saves second is told so, and what they did is merged
        await ana.sign_up()
        workflow_id = await new_workflow(ana)
        await ben.log_in(ana.email)
        one, two = await open_builder(ana, workflow_id), await open_builder(ben, workflow_id)
        for number in range(4):
            await add_by_key(one, _SET)
            await add_by_key(two, "Notify")
            await asyncio.sleep(0.2 * number)

        graph = await kept(ana, workflow_id, 8)

        assert sorted(step["type"] for step in graph["steps"]) == ["notify"] * 4 + ["set"] * 4


async def test_a_tab_that_is_killed_at_any_moment_loses_no_step_and_nothing_that_can_be_undone(visitor: Visitor):
    await visitor.sign_up()
    workflow_id = await new_workflow(visitor)
    for number in range(1, 6):
        page = await open_builder(visitor, workflow_id)
        await expect(page.locator(".react-flow__node")).to_have_count(number - 1)
        await add_by_key(page, _SET)
        await _kill(visitor)

    await open_builder(visitor, workflow_id)
    graph = await kept(visitor, workflow_id, 5)
    await _undo_all(await open_builder(visitor, workflow_id))
    await kept(visitor, workflow_id, 0)
    again = await open_builder(visitor, workflow_id)
    for _ in range(5):
        await again.keyboard.press("Control+Shift+z")

    assert (await kept(visitor, workflow_id, 5))["layout"] == graph["layout"]


async def test_what_was_done_is_undone_in_another_browser(browser: Browser, platform: Standalone):
    async with visiting(browser, platform.url) as desk, visiting(browser, platform.url) as home:
        desk.expected = home.expected = ("401",)
        await desk.sign_up()
        workflow_id = await new_workflow(desk)
        await home.log_in(desk.email)
        page = await open_builder(desk, workflow_id)
        for _ in range(3):
            await add_by_key(page, _SET)
        await kept(desk, workflow_id, 3)

        elsewhere = await open_builder(home, workflow_id)
        await elsewhere.keyboard.press("Control+z")
        await kept(desk, workflow_id, 2)
        await page.reload()
        await page.get_by_role("button", name="Redo").click()
        await kept(desk, workflow_id, 3)


async def _undo_all(page: Page) -> None:
    undo = page.get_by_role("button", name="Undo")
    while await undo.is_enabled():
        await page.keyboard.press("Control+z")


async def _fill_in(page: Page, name: str) -> None:
    """Give the step that was just added a name of its own, and a value to set."""
    await page.keyboard.press("Enter")
    await tab_to(page, "Name of the step")
    await page.keyboard.press("Control+a")
    await page.keyboard.type(name)
    await tab_to(page, "Add a value")
    await page.keyboard.press("Enter")
    await page.keyboard.type("said")
    await tab_to(page, "Value of said")
    await page.keyboard.type(f"by {name}")
    await page.keyboard.press("Escape")


async def _test_run(page: Page) -> None:
    """Run the draft, and see it end well."""
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await tab_to(page, "Run")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").get_by_text("Succeeded")).to_be_visible(timeout=PATIENCE_MS)


async def _kill(visitor: Visitor) -> None:
    """End the tab's process as a crash does: nothing in it gets to say goodbye."""
    context, old = visitor.page.context, visitor.page
    visitor.page = await context.new_page()
    tab = await context.new_cdp_session(old)
    with contextlib.suppress(Error, TimeoutError):  # the answer dies with the tab
        await asyncio.wait_for(cast("Any", tab).send("Page.crash"), 2)
    await old.close()

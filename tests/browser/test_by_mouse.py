"""A process is drawn with the mouse, published, run, approved and counted, as a business person goes the way."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.visitor import PATIENCE_MS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_NAME = "Release an order"


async def test_a_process_is_drawn_by_mouse_published_run_approved_and_counted(visitor: Visitor):
    page = visitor.page
    await visitor.sign_up()
    await visitor.try_the_sample()

    await _begin(page)
    await _draw(page)
    await visitor.picture("drawn-by-mouse")
    await _publish(page)
    await _start(page)
    await _approve(page)
    await _see_it_counted(visitor)


async def _begin(page: Page) -> None:
    await page.get_by_role("link", name="Workflows", exact=True).first.click()
    await page.get_by_role("button", name="New workflow").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill(_NAME)
    await dialog.get_by_role("button", name="Create").click()
    await expect(page.get_by_text("Start with the first step")).to_be_visible(timeout=PATIENCE_MS)


async def _draw(page: Page) -> None:
    """Six steps: two dragged from the palette and wired by hand, the others by the “+” where the way goes on."""
    canvas = page.locator("#builder-canvas")
    await _from_palette(page, "Set values", canvas, (120, 160))
    await _fill_in(page, "Take the order", ("amount", "1200"))
    await _from_palette(page, "Set values", canvas, (420, 260))
    await _call_it(page, "Work out the price")
    await _wire(_step(page, "Take the order"), _step(page, "Work out the price"))
    await _step(page, "Work out the price").click()
    await _set(page, "total", "{{ steps.set_values.output.amount }}")

    await _next(page, "Work out the price", "Then", "Ask for approval")
    await _call_it(page, "Ask the boss")
    await page.get_by_label("Question").fill("Release this order?")
    await page.get_by_role("combobox", name="Who decides").click()
    await page.get_by_role("option", name="Ana Lopez").click()
    await _next(page, "Ask the boss", "approve", "Set values")
    await _fill_in(page, "Release it", ("released", "yes"))
    await _next(page, "Ask the boss", "reject", "Stop")
    await _call_it(page, "Leave it")
    await _next(page, "Release it", "Then", "Set values")
    await _fill_in(page, "File it", ("filed", "{{ steps.set_values.output.amount }}"))
    await page.get_by_role("button", name="Show everything").click()
    await expect(page.locator(".react-flow__node")).to_have_count(6)
    await expect(page.locator(".react-flow__edge")).to_have_count(5)
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def _step(page: Page, name: str) -> Locator:
    return page.locator(".react-flow__node").filter(has_text=name)


async def _from_palette(page: Page, what: str, canvas: Locator, at: tuple[int, int]) -> None:
    steps = page.get_by_role("complementary", name="Steps")
    await steps.get_by_role("button", name=what).drag_to(canvas, target_position={"x": at[0], "y": at[1]})


async def _wire(source: Locator, target: Locator) -> None:
    """Draw a wire from the one's way out to the other's way in."""
    mouse = source.page.mouse
    await target.hover()  # waits until the canvas stands still
    from_x, from_y = await _middle(source.locator(".react-flow__handle.source").first)
    to_x, to_y = await _middle(target.locator(".react-flow__handle.target").first)
    await mouse.move(from_x, from_y)
    await mouse.down()
    await mouse.move((from_x + to_x) / 2, (from_y + to_y) / 2, steps=8)
    await mouse.move(to_x, to_y, steps=8)
    await mouse.up()
    await expect(source.page.locator(".react-flow__edge")).to_have_count(1)


async def _middle(part: Locator) -> tuple[float, float]:
    box = await part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def _next(page: Page, step: str, way: str, what: str) -> None:
    await _step(page, step).get_by_role("button", name=f"Add a step after “{way}”").click()
    await page.get_by_role("option", name=what).first.click()
    await expect(page.get_by_role("listbox")).to_have_count(0)


async def _call_it(page: Page, name: str) -> None:
    await page.get_by_label("Name of the step").fill(name)


async def _fill_in(page: Page, name: str, value: tuple[str, str]) -> None:
    await _call_it(page, name)
    await _set(page, *value)


async def _set(page: Page, name: str, value: str) -> None:
    await page.get_by_role("button", name="Add a value").click()
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label(f"Value of {name}", exact=True).fill(value)


async def _publish(page: Page) -> None:
    await page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("What changed?").fill("Drawn by hand")
    await dialog.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("Live v1")).to_be_visible(timeout=PATIENCE_MS)


async def _start(page: Page) -> None:
    await page.get_by_role("link", name="All workflows").click()
    await page.get_by_role("link", name=f"Start {_NAME}").click()
    await page.get_by_role("button", name="Start the run").click()
    await expect(page.get_by_role("heading", level=1, name=_NAME)).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator("header").get_by_text("Waiting")).to_be_visible(timeout=PATIENCE_MS)


async def _approve(page: Page) -> None:
    run = page.url
    await page.get_by_role("link", name=re.compile("^Inbox")).first.click()
    await page.locator("a[href*='/inbox/apr_']").filter(has_text="Release this order?").click()
    await page.get_by_role("button", name="Approve").first.click()
    await expect(page.get_by_text("Release this order?")).to_have_count(0, timeout=PATIENCE_MS)
    await page.get_by_role("link", name="Runs", exact=True).first.click()
    await page.get_by_role("row").filter(has_text=_NAME).get_by_role("link").first.click()
    await expect(page).to_have_url(run)
    await expect(page.locator("header").get_by_text("Succeeded")).to_be_visible(timeout=PATIENCE_MS)


async def _see_it_counted(visitor: Visitor) -> None:
    """Runs are counted moments after their end; the figure leads to the very run."""
    page = visitor.page
    figure = page.get_by_role("link", name="Runs: 1. Open the runs")
    none_yet = page.get_by_text("No run ended in this time")
    await page.get_by_role("link", name="Insights").first.click()
    await expect(figure.or_(none_yet)).to_be_visible()
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not await figure.count():
            await page.reload()
            await expect(figure.or_(none_yet)).to_be_visible()
    await figure.click()
    await expect(page.get_by_role("row").filter(has_text=_NAME)).to_have_count(1)
    await expect(page.get_by_role("row")).to_have_count(2)

"""Every screen is looked through by axe-core for what WCAG 2.2 AA forbids, in light and dark, wide and on a phone."""

from collections.abc import AsyncGenerator
from itertools import cycle
from typing import Any

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.knowing import knowledge_of
from tests.browser.looking import ABOVE_A_PAGE, Looker
from tests.browser.overlays import ABOVE, OVERLAYS, close_all, end_the_session, open_by, things_to_open
from tests.browser.visitor import Visitor, visiting
from tests.journey.shapes import Standalone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@pytest.fixture
async def looker(browser: Browser, platform: Standalone) -> AsyncGenerator[Looker]:
    """Somebody who signed up, had the sample company work, and looks at everything."""
    # What is looked at with is not the application's: its policy would keep the script out.
    async with visiting(browser, platform.url, bypass_csp=True) as visitor:
        yield Looker(visitor)


async def _ids(visitor: Visitor) -> dict[str, str]:
    """One of each kind, so that its page can be opened."""

    async def first(path: str, nth: int = 0) -> str:
        items: list[dict[str, Any]] = (await visitor.call("GET", path))["items"]
        return str(items[nth]["id"])

    names = {"workflow": "company/v1/workflows", "run": "company/v1/runs", "agent": "agents/v1/agents"}
    found = {name: await first(f"/api/{path}?limit=1") for name, path in names.items()}
    return found | {
        **await knowledge_of(visitor),
        "other_run": await first("/api/company/v1/runs?limit=2", 1),
        "approval": await first("/api/company/v1/approvals?status=waiting&limit=1"),
    }


_entered: dict[str, tuple[str, dict[str, str]]] = {}
"""By the address of a platform: who had the sample company work there, and what can be opened."""


async def _enter(visitor: Visitor) -> dict[str, str]:
    """Be somebody who had the sample company work, and much else done; answers the ids of it."""
    if visitor.url in _entered:
        email, ids = _entered[visitor.url]
        await visitor.log_in(email)
    else:
        await visitor.sign_up()
        await visitor.try_the_sample()
        ids = await _ids(visitor)
        ids |= await things_to_open(visitor, ids["workflow"])
        _entered[visitor.url] = visitor.email, ids
        await visitor.go("/")  # what was made behind the page's back is shown
    return ids


async def test_nobody_is_kept_from_coming_in(looker: Looker):
    for path in ("/login", "/signup"):
        await looker.visit(path, kept=KEPT.get(path))
    await looker.visitor.sign_up()
    await expect(looker.visitor.page.locator("h1")).to_be_attached()
    await looker.look("the first screen")

    assert looker.looked == 6
    assert looker.findings == [], "\n".join(looker.findings)


@pytest.mark.parametrize("half", [0, 1])
async def test_no_screen_has_a_barrier_that_a_machine_can_find(looker: Looker, half: int):
    visitor, screens = looker.visitor, SCREENS[half::2]
    ids = await _enter(visitor)

    sizes = [(WIDE, PHONE), (PHONE, WIDE)]
    for path, by_turns in zip(screens, cycle(sizes)):
        size, other = sizes[0] if path in KEPT else by_turns
        await visitor.page.set_viewport_size(size)
        await looker.visit(path.format(**ids), kept=KEPT.get(path))
        await visitor.page.set_viewport_size(other)
        await looker.look_again(path)
    if half:
        await visitor.page.set_viewport_size(WIDE)
        await _builder(looker, ids["workflow"])

    assert looker.looked >= 3 * len(screens)
    assert looker.findings == [], "\n".join(looker.findings)


SCREENS = (
    "/", "/agents", "/agents/new", "/agents/{agent}", "/agents/{agent}/edit",
    "/agents/{agent}?tab=performance", "/agents/{agent}?tab=memory", "/workflows", "/workflows/{workflow}",
    "/workflows/{workflow}/start", "/workflows/{workflow}/triggers", "/workflows/{workflow}/versions", "/templates",
    "/templates/incident-response", "/runs", "/runs/{run}", "/runs/{run}?view=graph",
    "/runs/compare?a={run}&b={other_run}", "/inbox", "/inbox/{approval}", "/insights", "/knowledge",
    "/knowledge/{base}", "/knowledge/{base}?tab=sources", "/knowledge/{base}?tab=search", "/knowledge/{base}?tab=log",
    "/knowledge/{base}?tab=bench", "/knowledge/{base}?tab=unanswered",
    "/knowledge/{base}/documents/{document}?from=24&to=60", "/settings", "/settings/members",
    "/settings/roles", "/settings/sso", "/settings/accounts", "/settings/audit", "/settings/model", "/settings/aliases",
    "/settings/guardrails", "/settings/cache", "/settings/usage", "/settings/budgets", "/settings/exchanges",
    "/settings/email", "/settings/outbox", "/settings/profile", "/settings/security", "/settings/keys",
    "/settings/about", "/prompts", "/prompts?tab=new", "/prompts?tab=try", "/link/forgot", "/link/reset", "/nowhere",
)  # fmt: skip


KEPT = {
    "/login": "log-in", "/agents": "agents", "/workflows": "workflows", "/workflows/{workflow}": "builder",
    "/templates": "templates", "/runs": "runs", "/insights": "insights", "/inbox": "inbox", "/settings": "settings",
    "/prompts?tab=try": "playground",
}  # fmt: skip
"""Screens that must look as they were kept."""


async def _builder(looker: Looker, workflow_id: str) -> None:
    """The builder's other faces."""
    page = looker.visitor.page
    await looker.visitor.go(f"/workflows/{workflow_id}")
    await page.get_by_text("Read the invoice").first.click()
    await expect(page.get_by_role("tab", name="Setup")).to_be_visible()
    await looker.look("the builder with a step open")
    await page.get_by_role("radio", name="Outline").click()
    await looker.look("the outline")


@pytest.mark.parametrize("half", [0, 1])
async def test_nothing_that_opens_above_a_screen_has_a_barrier(looker: Looker, half: int):
    overlays = dict(list(OVERLAYS.items())[half::2])
    visitor, page = looker.visitor, looker.visitor.page
    ids = await _enter(visitor)

    for path, openings in overlays.items():
        await looker.visit(path.format(**ids), look=False)
        for steps in openings:
            await close_all(page)
            await open_by(page, steps)
            await looker.look(f"{path}: {steps[-1][1]}", ABOVE_A_PAGE, within=ABOVE)
    await visitor.go("/")
    await end_the_session(page)
    await expect(page.get_by_role("dialog", name="Sign in again")).to_be_visible()
    await looker.look("the session that ended", ABOVE_A_PAGE, within=ABOVE)

    assert looker.looked == 2 * (sum(map(len, overlays.values())) + 1)
    assert looker.findings == [], "\n".join(looker.findings)


async def test_what_is_wrong_in_a_menu_is_found(looker: Looker):
    page = looker.visitor.page
    await looker.visitor.sign_up()
    await open_by(page, [("button", "Your account")])
    await page.get_by_role("menu").evaluate("menu => { menu.style.color = '#777'; menu.style.background = '#888'; }")

    await looker.look("the menu", ABOVE_A_PAGE, within=ABOVE)

    assert any("color-contrast" in each for each in looker.findings)

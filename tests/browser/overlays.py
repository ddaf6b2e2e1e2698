"""What opens above each screen, and what is pressed to open it: dialogs, sheets, menus, popovers, lists."""

from collections.abc import Sequence
from typing import Any, cast

from playwright.async_api import Locator, Page, expect

from tests.browser.visitor import Visitor

Step = tuple[str, str]
"""What is pressed: a role and the beginning of a name, or `key` and a combination, or `step` and its name on the
canvas, or `bar` and a button of a bar that something chosen has brought up."""

OVERLAYS: dict[str, list[list[Step]]] = {
    "/": [
        [("key", "Control+k")],
        [("button", "Help")],
        [("button", "Theme")],
        [("button", "Notices")],
        [("button", "Your account")],
    ],
    "/agents/{agent}": [
        [("button", "More")],
        [("button", "Who may see this")],
        [("button", "More"), ("menuitem", "Retire")],
        [("button", "More"), ("menuitem", "Hand over")],
    ],
    "/agents/{agent}?tab=memory": [[("button", "Add a fact")], [("button", "Forget everything")]],
    "/knowledge/{base}?tab=bench": [[("button", "Add a question")]],
    "/agents/{draft_agent}": [[("button", "More"), ("menuitem", "Delete")]],
    "/agents/{agent}/edit": [
        [("button", "Add tool"), ("combobox", "Tool")],
        [("combobox", "Ask a person")],
    ],
    "/workflows": [
        [("button", "New workflow")],
        [("button", "New workflow"), ("combobox", "Agent")],
        [("button", "Import")],
        [("combobox", "Status")],
        [("button", "More for Pay supplier invoices")],
        [("button", "More for Pay supplier invoices"), ("menuitem", "Rename")],
        [("button", "More for Pay supplier invoices"), ("menuitem", "Delete")],
    ],
    "/workflows/{workflow}/triggers": [
        [("button", "Add a trigger")],
        [("button", "Add a trigger"), ("menuitem", "Webhook")],
        [("button", "Add a trigger"), ("menuitem", "Webhook"), ("combobox", "How the caller proves itself")],
        [("button", "Add a trigger"), ("menuitem", "Schedule")],
        [("button", "Add a trigger"), ("menuitem", "Schedule"), ("combobox", "Time zone")],
        [("button", "Add a trigger"), ("menuitem", "Form")],
        [("button", "Add a trigger"), ("menuitem", "Event")],
        [("button", "Add a trigger"), ("menuitem", "Another workflow")],
        [("button", "More for Call")],
        [("button", "More for Call"), ("menuitem", "Edit")],
        [("button", "More for Call"), ("menuitem", "Try it out")],
        [("button", "More for Call"), ("menuitem", "New address")],
        [("button", "More for Call"), ("menuitem", "Delete")],
        [("button", "Pause")],
        [("button", "More for Call"), ("menuitem", "New secret")],
        [("button", "More for Call"), ("menuitem", "New secret"), ("button", "Make a new secret")],
    ],
    "/workflows/{workflow}/versions": [
        [("button", "More for Version 1")],
        [("button", "More for Version 1"), ("menuitem", "Restore as draft")],
        [("button", "More for Version 1"), ("menuitem", "Publish again")],
        [("button", "More for Version 1"), ("menuitem", "Call it from a program")],
        [("combobox", "Compare from")],
    ],
    "/runs?status=succeeded": [
        [("button", "Saved filters")],
        [("button", "Saved filters"), ("button", "Save this filter")],
        [("button", "More filters")],
        [("button", "Status")],
        [("combobox", "Workflow")],
    ],
    "/runs?status=waiting": [[("checkbox", "Choose all loaded"), ("button", "Cancel")]],
    "/runs/{run}": [[("button", "Compare with")]],
    "/runs/{waiting_run}": [[("button", "Cancel run")]],
    "/inbox": [
        [("key", "j"), ("key", "a")],
        [("button", "Give to")],
        [("button", "Give to"), ("combobox", "To whom")],
        [("checkbox", "Choose"), ("button", "All "), ("bar", "Approve")],
    ],
    "/insights": [
        [("button", "Export")],
        [("button", "Weekly report")],
        [("button", "Weekly report"), ("switch", "Send a report"), ("combobox", "Day")],
        [("combobox", "Workflow")],
    ],
    "/settings": [
        [("button", "Pause everything")],
        [("button", "Delete sample data")],
        [("button", "Delete company")],
        [("textbox", "Days to keep"), ("key", "Control+a"), ("key", "5"), ("key", "Enter")],
    ],
    "/settings/members": [[("button", "Invite somebody")]],
    "/settings/roles": [[("button", "New role")]],
    "/knowledge": [[("button", "New knowledge base")]],
    "/knowledge/{base}": [
        [("button", "Change")],
        [("button", "Delete")],
        [("button", "Who may read")],
        [("combobox", "State")],
        [("combobox", "Source")],
    ],
    "/knowledge/{base}?tab=sources": [
        [("button", "Add a source")],
        [("button", "Change Uploads")],
        [("button", "Delete Uploads")],
    ],
    "/settings/model": [[("button", "Add a provider")]],
    "/settings/budgets": [[("button", "Add a budget")]],
    "/settings/cache": [[("button", "Forget all kept answers")], [("combobox", "A policy of its own for an alias")]],
    "/settings/aliases": [[("button", "Add an alias")]],
    "/prompts/reply": [[("button", "More"), ("menuitem", "Delete")]],
    "/prompts/reply?tab=versions": [
        [("button", "Actions for version 1")],
        [("button", "Actions for version 1"), ("menuitem", "Put a label on it")],
    ],
    "/prompts?tab=try": [
        [("combobox", "Model 1")],
        [("textbox", "Message 1"), ("key", "x"), ("button", "Save as a version")],
    ],
    "/settings/email": [[("combobox", "Encryption")]],
    "/settings/keys": [[("button", "New API key")]],
    "/settings/accounts": [[("button", "New service account")]],
    "/settings/audit": [[("button", "Details of entry 1")], [("button", "Export")]],
    "/settings/outbox": [[("button", "Please confirm")]],
    "/settings/profile": [[("combobox", "Language")], [("combobox", "Time zone")], [("button", "Delete account")]],
    "/settings/security": [[("button", "Add an authenticator app")]],
    "/workflows/{workflow}": [
        [("button", "Test run")],
        [("button", "Publish")],
        [("button", "More commands")],
        [("button", "More commands"), ("menuitem", "Keyboard shortcuts")],
        [("button", "More commands"), ("menuitem", "Add a step")],
        [("button", "More commands"), ("menuitem", "Find a step")],
        [("button", "Input and answer"), ("button", "Import")],
        [("step", "Read the invoice"), ("button", "More for this step")],
        [("step", "Read the invoice"), ("key", "c")],
        [("step", "Read the invoice"), ("button", "Pin data")],
        [("step", "Check the totals"), ("button", "Insert a value")],
        [("step", "Read the invoice"), ("key", "Escape"), ("key", "Control+a"), ("button", "More for the selection")],
        [("radio", "Outline"), ("button", "More for Read the invoice")],
        [("button", "Tell"), ("button", "Test this step")],
    ],
}

ABOVE = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]"
"""Whatever stands above a page."""


async def things_to_open(visitor: Visitor, workflow_id: str) -> dict[str, str]:
    """What not every company has: a draft agent, a run that waits, a trigger with an address and a secret, a prompt."""
    agent = await visitor.call("POST", "/api/agents/v1/agents", {"name": "Newcomer", "role": "Not yet at work"})
    waiting = await visitor.call("GET", "/api/company/v1/runs?status=waiting&limit=1")
    call = {"name": "Call", "settings": {"kind": "webhook", "auth": {"kind": "bearer"}}}
    await visitor.call("POST", f"/api/company/v1/workflows/{workflow_id}/triggers", call)
    await visitor.call("POST", "/api/ai/v1/prompts", {"name": "reply", "content": {"system": "Be kind."}})
    return {"draft_agent": str(agent["id"]), "waiting_run": str(waiting["items"][0]["id"])}


def above(page: Page) -> Locator:
    """Everything that stands above the page and can be seen."""
    return page.locator(ABOVE).filter(visible=True)


async def open_by(page: Page, steps: Sequence[Step]) -> None:
    """Press these one after the other; then something stands above the page."""
    for role, name in steps:
        await press(page, role, name)
    await expect(above(page).first).to_be_visible()


async def press(page: Page, role: str, name: str) -> None:
    """Press one thing; while a dialog is open, in it."""
    dialogs = page.get_by_role("dialog")
    if role == "key":
        await page.keyboard.press(name)
    elif role == "step":
        await page.locator(".react-flow__node").filter(has_text=name).first.click()
    elif role == "bar":
        await page.get_by_role("region").get_by_role("button", name=name).first.click()
    elif await dialogs.count():
        await dialogs.last.get_by_role(cast("Any", role), name=name).first.click()
    else:
        await page.get_by_role(cast("Any", role), name=name).first.click()


async def close_all(page: Page) -> None:
    """Back to the page alone, as Esc does it."""
    for _ in range(4):
        if not await above(page).count():
            return
        await page.keyboard.press("Escape")
        await page.wait_for_timeout(60)
    raise AssertionError("Escape does not close it")


async def end_the_session(page: Page) -> None:
    """The next question is refused, as it is when the session has ended meanwhile."""
    runs = page.get_by_role("link", name="Runs", exact=True).first
    await expect(runs).to_be_visible()
    await page.route("**/api/**", lambda route: route.fulfill(status=401, json={"title": "Sign in", "status": 401}))
    await runs.click()

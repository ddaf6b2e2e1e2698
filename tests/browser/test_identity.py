"""A second person comes in by an invitation, protects the account, and is felt: what only a browser can show."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Page, expect
from pyotp.totp import TOTP

from tests.browser.visitor import PATIENCE_MS, Visitor, visiting
from tests.journey.journey import Traveller
from tests.journey.shapes import Standalone

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def _device(page: Page) -> None:
    """A passkey in the browser, unlocked by its owner's finger."""
    tools: Any = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable")
    kind: dict[str, Any] = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    await tools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})


async def _out(page: Page) -> None:
    await page.get_by_role("button", name="Your account").click()
    await page.get_by_role("menuitem", name="Log out").click()
    await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible(timeout=PATIENCE_MS)


async def _in(person: Visitor, password: str) -> None:
    await person.page.get_by_label("Work e-mail").fill(person.email)
    await person.page.locator("input[name=password]").fill(password)
    await person.page.get_by_role("button", name="Sign in", exact=True).click()


async def test_an_invited_person_joins_is_protected_and_seen(browser: Browser, platform: Standalone):
    # A passkey belongs to a name, which an address in numbers is not.
    url = platform.url.replace("127.0.0.1", "localhost")
    async with httpx2.AsyncClient(base_url=platform.url, timeout=30) as http, visiting(browser, url) as tim:
        owner, page = Traveller(http, "Nordwind"), tim.page
        await owner.sign_up()
        # The role is small: the pages ask for more than it allows, and do without.
        tim.expected = ("401", "403")
        role = {"title": "Planner", "permissions": ["workflow.read", "company.read", "member.read", "notice.read"]}
        role = await owner.ask("POST", "/api/company/v1/roles", expect=201, json=role)
        invite = {"email": tim.email, "role": role["name"]}
        made = await owner.ask("POST", "/api/company/v1/invitations", expect=201, json=invite)

        await tim.go("/invitation#" + made["link"].partition("#")[2])
        await expect(page.get_by_text("as Planner")).to_be_visible(timeout=PATIENCE_MS)
        await page.get_by_label("Your name").fill("Tim Berg")
        await page.locator("input[type=password]").fill(owner.password)
        await page.get_by_role("button", name="Accept the invitation").click()
        agents = page.get_by_role("navigation").get_by_role("link", name="Agents", exact=True)
        await expect(page.get_by_role("link", name="Workflows").first).to_be_visible(timeout=PATIENCE_MS)
        seen_before = await agents.count()

        # What the role allows now is there without signing in again.
        more = {**{name: role[name] for name in ("title",)}, "permissions": [*role["permissions"], "agent.read"]}
        headers = {"if-match": '"1"'}
        await owner.ask("PUT", f"/api/company/v1/roles/{role['name']}", json=more, headers=headers)
        await tim.go("/agents")
        await expect(page.get_by_role("heading", name="Agents").first).to_be_visible(timeout=PATIENCE_MS)

        await tim.go("/settings/security")
        await page.get_by_role("button", name="Add an authenticator app").click()
        secret = await page.get_by_text(re.compile(r"^[A-Z2-7 ]{16,}$")).inner_text()
        app = TOTP(secret.replace(" ", ""))
        await page.get_by_role("textbox", name="Code of your authenticator app").fill(app.now())
        await page.get_by_role("button", name="Start using it").click()
        await page.get_by_role("button", name="I have kept them").click()
        await _device(page)
        await page.get_by_role("button", name="Add a passkey").click()
        await page.get_by_label("What do you call it?").fill("Laptop")
        await page.get_by_role("button", name="Go on").click()
        await expect(page.get_by_text("Laptop", exact=True)).to_be_visible(timeout=PATIENCE_MS)

        await _out(page)
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(page.get_by_role("link", name="Workflows").first).to_be_visible(timeout=PATIENCE_MS)
        await _out(page)
        await _in(tim, owner.password)
        later = datetime.now(UTC) + timedelta(seconds=30)
        await page.get_by_role("textbox", name="Code of your authenticator app").fill(app.at(later))
        # The code of before counts once.
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("link", name="Workflows").first).to_be_visible(timeout=PATIENCE_MS)

        await tim.go("/settings/keys")
        await page.get_by_role("button", name="New API key").first.click()
        await page.get_by_label("Name").fill("Nightly import")
        await page.get_by_role("checkbox", name="See workflows").check()
        await page.get_by_role("button", name="Make key").click()
        key = await page.get_by_text(re.compile(r"^ap_[\w-]{40,}$")).inner_text()
        used = await http.get("/api/company/v1/workflows", headers={"authorization": f"Bearer {key}"})
        refused = await http.get("/api/company/v1/members", headers={"authorization": f"Bearer {key}"})
        await owner.log_in()
        audit = (await owner.ask("GET", "/api/company/v1/audit?limit=100"))["items"]

    assert seen_before in {0, 1}
    assert (used.status_code, refused.status_code) == (200, 403)
    done = {each["action"] for each in audit if each["actor_name"] == "Tim Berg"}
    assert {"auth.confirm_authenticator_app", "auth.add_passkey", "auth.create_api_key"} <= done

"""A person at a real browser: the first steps every test needs, and what is looked at on the way."""

import asyncio
import os
import re
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""What Chromium is started with."""
PATIENCE_MS = 60_000
_INVOICES = 12
_PASSWORD = "a short sentence is good"
_PROGRESS = re.compile(r"\d+ of \d+ finished · \d+ waiting for you")


@dataclass
class Visitor:
    """A page in the browser, and what went wrong in it."""

    page: Page
    url: str
    email: str = field(default_factory=lambda: f"ana+{secrets.token_hex(4)}@nordwind.example")
    expected: tuple[str, ...] = ("401",)
    """What may be complained about: a first visit without a session is refused once, as it should be."""
    complaints: list[str] = field(default_factory=list[str])

    async def go(self, path: str) -> None:
        """Open a page of the application."""
        await self.page.goto(f"{self.url}{path}")

    async def picture(self, name: str) -> None:
        """Keep a picture in light and dark, where SCREENSHOTS names a folder."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            for scheme in ("dark", "light"):
                await self.page.emulate_media(color_scheme=scheme)
                await self.page.wait_for_timeout(400)
                await self.page.screenshot(path=Path(folder) / f"{name}-{scheme}.png")

    async def sign_up(self) -> None:
        """Create an account and its company, from the first screen on."""
        page = self.page
        await self.go("/")
        await page.get_by_role("link", name="Create a company").click()
        await page.get_by_label("Your name").fill("Ana Lopez")
        await page.get_by_label("Company", exact=True).fill("Nordwind Werke")
        await page.get_by_label("Work e-mail").fill(self.email)
        await page.locator("input[name=password]").fill(_PASSWORD)
        await self.picture("sign-up")
        await page.get_by_role("button", name="Create company").click()
        await expect(page.get_by_text("Try it with the sample company")).to_be_visible(timeout=PATIENCE_MS)
        await self.picture("first-screen")

    async def log_in(self, email: str) -> None:
        """Come in as somebody who has an account."""
        await self.go("/login")
        await self.page.get_by_label("E-mail").fill(email)
        await self.page.locator("input[name=password]").fill(_PASSWORD)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("link", name="Workflows").first).to_be_visible(timeout=PATIENCE_MS)

    async def try_the_sample(self) -> None:
        """Start the sample and watch its card until every invoice has ended or waits."""
        await self.page.get_by_role("button", name="Try the sample company").click()
        progress = self.page.get_by_text(_PROGRESS).first
        await expect(progress).to_be_visible(timeout=PATIENCE_MS)
        await self.picture("sample-starting")
        async with asyncio.timeout(PATIENCE_MS / 1000 * 2):
            while True:
                finished, started, waiting = map(int, re.findall(r"\d+", await progress.inner_text()))
                if finished + waiting == started >= _INVOICES:
                    break
                await self.page.wait_for_timeout(300)
        assert waiting > 0
        await self.picture("sample-done")

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the interface for what a test needs to exist, as the person who is signed in."""
        return await self.page.evaluate(_CALL, [method, path, body])

    def heard(self, message: ConsoleMessage) -> None:
        """Note what the browser complains about."""
        if message.type == "error" and not any(each in message.text for each in self.expected):
            self.complaints.append(message.text)


_CALL = """async ([method, path, body]) => {
  const json = { "content-type": "application/json" };
  const session = await (await fetch("/api/auth/v1/refresh", { method: "POST", headers: json })).json();
  const headers = { ...json, authorization: `Bearer ${session.access_token}`, "idempotency-key": crypto.randomUUID() };
  const answer = await fetch(path, { method, headers, body: body === null ? undefined : JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}"""


@asynccontextmanager
async def visiting(browser: Browser, url: str, **options: Any) -> AsyncGenerator[Visitor]:
    """A visitor with a browser profile of their own; at the end nothing may have been complained about."""
    wanted: dict[str, Any] = {
        "viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "locale": "en-GB",
        "reduced_motion": "reduce", **options,
    }  # fmt: skip
    context = await browser.new_context(**wanted)
    context.set_default_timeout(PATIENCE_MS)
    visitor = Visitor(await context.new_page(), url)
    visitor.page.on("console", visitor.heard)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    yield visitor
    await context.close()
    assert visitor.complaints == [], "\n".join(visitor.complaints)

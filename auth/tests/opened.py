"""The auth service as tests use it: a real application, with a company service that stands in."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from starlette.types import Receive, Scope, Send

from auth_service.app import manifest
from contracts.fakes.company import FakeCompanies
from kernel.inprocess import InProcessTransport
from tests.harness import SERVICE_SECRET, ServiceUnderTest, SteppingClock, open_service
from tests.stand_ins import company_app

ANA = {"email": "ana@example.com", "password": "corn battery staple", "name": "Ana Lima", "company": "Acme"}
SETTINGS = {"SERVICE_SECRETS": f"auth:{SERVICE_SECRET},company:another-secret-of-a-service"}
API = "/api/auth/v1"


@dataclass
class Auth:
    """The service, its clock and the companies it makes."""

    service: ServiceUnderTest
    companies: FakeCompanies
    clock: SteppingClock

    async def browser(self, address: str = "192.0.2.1", scheme: str = "http") -> httpx2.AsyncClient:
        """A browser with cookies of its own."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await self.service.opened.app({**scope, "client": (address, 1)}, receive, send)

        http = httpx2.AsyncClient(transport=InProcessTransport(app), base_url=f"{scheme}://auth.test")
        return await self.service.stack.enter_async_context(http)

    async def signed_up(self, **changes: str) -> tuple[httpx2.AsyncClient, dict[str, Any]]:
        """A browser of somebody who has just signed up, and what they were answered."""
        browser = await self.browser()
        answer = await browser.post(f"{API}/signup", json={**ANA, **changes})
        assert answer.status_code == 201, answer.text
        return browser, answer.json()


@asynccontextmanager
async def open_auth(
    folder: Path, *, url: str | None = None, encryption_keys: str | None = None, **settings: str
) -> AsyncGenerator[Auth]:
    companies, clock = FakeCompanies(), SteppingClock()
    others = {"company": company_app(companies)}
    async with open_service(
        manifest,
        folder,
        others=others,
        settings={**SETTINGS, **settings},
        url=url,
        encryption_keys=encryption_keys,
        clock=clock,
    ) as service:
        yield Auth(service, companies, clock)


def bearer(answer: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {answer['access_token']}"}

"""The auth service as tests use it: a real application, with a company service that stands in."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import sqlalchemy as sa
from starlette.types import Receive, Scope, Send

from auth_service.app import manifest
from auth_service.profiles.consumers import send_account_mail
from contracts.events import AccountMailAsked
from contracts.fakes.company import FakeCompanies
from contracts.fakes.notifications import FakeMails
from contracts.notifications import MailInput
from kernel.bus import Message
from kernel.db import outbox_table
from kernel.inprocess import InProcessTransport
from tests.harness import SERVICE_SECRET, ServiceUnderTest, SteppingClock, open_service
from tests.stand_ins import company_app, mails_app

ANA = {"email": "ana@example.com", "password": "corn battery staple", "name": "Ana Lima", "company": "Acme"}
SETTINGS = {"SERVICE_SECRETS": f"auth:{SERVICE_SECRET},company:another-secret-of-a-service"}
API = "/api/auth/v1"


@dataclass
class Auth:
    """The service, its clock, the companies it makes and the mail it sends."""

    service: ServiceUnderTest
    companies: FakeCompanies
    clock: SteppingClock
    mails: FakeMails

    async def told(self, topic: str) -> list[dict[str, Any]]:
        """What was told under this topic, oldest first."""
        query = sa.select(outbox_table).where(outbox_table.c.topic == topic).order_by(outbox_table.c.id)
        async with self.service.host.db.read() as tx:
            return [row["payload"] for row in await tx.all(query)]

    async def mailed(self) -> list[MailInput]:
        """Every mail that was asked for, sent as the consumer does it."""
        query = sa.select(outbox_table).where(outbox_table.c.topic == AccountMailAsked.topic)
        async with self.service.host.db.read() as tx:
            rows = await tx.all(query.order_by(outbox_table.c.id))
        async with self.service.host.db.begin() as tx:
            await tx.execute(sa.delete(outbox_table).where(outbox_table.c.topic == AccountMailAsked.topic))
        for row in rows:
            await send_account_mail(self.service.deps, Message.model_validate(dict(row)))
        return list(self.mails.accepted.values())

    async def code_of(self, template: str) -> str:
        """What stands behind `#` in the newest mail of this kind."""
        return [mail.link or "" for mail in await self.mailed() if mail.template == template][-1].partition("#")[2]

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
    companies, clock, mails = FakeCompanies(), SteppingClock(), FakeMails()
    others = {"company": company_app(companies), "notifications": mails_app(mails)}
    async with open_service(
        manifest,
        folder,
        others=others,
        settings={**SETTINGS, **settings},
        url=url,
        encryption_keys=encryption_keys,
        clock=clock,
    ) as service:
        yield Auth(service, companies, clock, mails)


def bearer(answer: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {answer['access_token']}"}

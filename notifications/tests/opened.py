"""The notifications service as tests use it: a real application, a company that stands in, a real mail server."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx2
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from contracts.company import Addressee
from contracts.fakes.company import FakeCompanies
from contracts.ids import USER as PERSON
from notifications_service.app import manifest
from notifications_service.deliveries.service import send_due
from tests.harness import COMPANY, USER, ServiceUnderTest, SteppingClock, open_service
from tests.stand_ins import company_app

API = "/api/notifications/v1"
BEN = PERSON + "_" + "2" * 32
NOTICE: dict[str, Any] = {"to": [USER], "title": "Invoice paid", "body": "It was 12 EUR.", "link": "/runs/run_1"}


@dataclass
class MailSink:
    """A mail server's conversation: keeps what it takes; refuses what it is told to."""

    taken: list[EmailMessage] = field(default_factory=list[EmailMessage])
    refuse_recipient: str | None = None
    refuse_data: str | None = None
    hang_up: bool = False
    slow: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.slow.set()

    async def handle_RCPT(
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:
        self.asked.set()
        await self.slow.wait()
        if self.refuse_data:
            return self.refuse_data
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(message_from_bytes(content, EmailMessage, policy=policy.default))
        if self.hang_up:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 OK"


@asynccontextmanager
async def mail_server(
    sink: MailSink, *, tls: ssl.SSLContext | None = None, implicit: bool = False, user: str = "", password: str = ""
) -> AsyncGenerator[int]:
    """A mail server on a free port of the loopback address."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        fits = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=fits, handled=False, message=None if fits else "535 5.7.8 Wrong user or password")

    def talk() -> SMTP:
        more: dict[str, Any] = {"authenticator": check, "auth_required": True} if user else {}
        if implicit:
            more["auth_require_tls"] = False
        with warnings.catch_warnings():
            # It warns of passwords without STARTTLS: it does not see that the connection is encrypted from the start.
            warnings.simplefilter("ignore", UserWarning)
            return SMTP(sink, hostname="mail.test", tls_context=None if implicit else tls, **more)

    server = await asyncio.get_running_loop().create_server(talk, "127.0.0.1", 0, ssl=tls if implicit else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@dataclass
class Notifications:
    """The service, its clock, its company's members, and the people who use it."""

    service: ServiceUnderTest
    companies: FakeCompanies
    clock: SteppingClock
    ana: httpx2.AsyncClient
    ben: httpx2.AsyncClient
    company: httpx2.AsyncClient
    """The company service, as a caller."""

    async def send_due(self) -> None:
        await send_due(self.service.deps)

    async def deliveries(self) -> list[dict[str, Any]]:
        return (await self.ana.get(f"{API}/deliveries")).json()["items"]

    async def mail_through(self, port: int, **changes: Any) -> httpx2.Response:
        """Let the company use a mail server."""
        channel = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "agents@acme.example"}
        return await self.ana.put(f"{API}/channels/email", json={**channel, **changes})

    async def send(self, key: str | None = None, **changes: Any) -> httpx2.Response:
        """Send a notice as the company service does."""
        headers = {"idempotency-key": key} if key else {}
        return await self.company.post(f"{API}/notices", json={**NOTICE, **changes}, headers=headers)


@asynccontextmanager
async def open_notifications(
    folder: Path, *, url: str | None = None, encryption_keys: str | None = None, **settings: str
) -> AsyncGenerator[Notifications]:
    companies, clock = FakeCompanies(), SteppingClock()
    companies.join(COMPANY, Addressee(user_id=USER, name="Ana Lima", email="ana@example.com"))
    companies.join(COMPANY, Addressee(user_id=BEN, name="Ben Ørsted", email="ben@example.com"), role="viewer")
    async with open_service(
        manifest,
        folder,
        others={"company": company_app(companies)},
        settings={"ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8", **settings},
        url=url,
        encryption_keys=encryption_keys,
        clock=clock,
    ) as service:
        ana = await service.signed_in()
        ben = await service.signed_in(BEN, permissions={"notice.read"}, role="viewer")
        yield Notifications(service, companies, clock, ana, ben, await service.as_service("company"))

"""What the notifications service needs to work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from contracts.company import CompanyClient
from kernel.db import Database
from kernel.secrets import SecretBox
from notifications_service.mail.schemas import MailServer


class Mailer(Protocol):
    """Hands messages to mail servers."""

    async def send(self, message: EmailMessage, server: MailServer) -> None:
        """Returns once the server has taken the message. Raises `NotSent`."""
        ...


@dataclass(frozen=True)
class Deps:
    """Handed to every use case. `default_server` is for companies without a mail server of their own."""

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    company: CompanyClient
    mailer: Mailer
    secrets: SecretBox
    default_server: MailServer | None
    public_url: str | None
    language: str

"""What the notifications service promises other services."""

from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from kernel.client import ServiceClient
from kernel.identity import Principal

ChannelKind = Literal["in_app", "email"]


class NoticeInput(BaseModel):
    """Something people should hear of. `to` holds user ids and `role:<name>`; give a template or title and body."""

    model_config = ConfigDict(extra="forbid")
    to: list[str] = Field(min_length=1, max_length=100)
    template: str | None = Field(default=None, max_length=120)
    title: str = Field(default="", max_length=200)
    body: str = Field(default="", max_length=20_000)
    link: str | None = Field(default=None, max_length=500)
    kind: str = Field(default="info", max_length=40)
    data: dict[str, Any] = Field(default_factory=dict[str, Any])
    channels: list[ChannelKind] = Field(default_factory=lambda: ["in_app"], min_length=1)


class NoticeAccepted(BaseModel):
    """How many people will hear of it."""

    id: str
    recipients: int


MailTemplate = Literal["verify-address", "reset-password", "change-address", "address-changed", "password-changed"]


class MailInput(BaseModel):
    """A mail about somebody's account. `link` is a credential: a path of ours, kept sealed, forgotten once sent.

    `is_private` mail leaves through the installation's own mail server alone, and nobody is shown its link; any other
    may leave through the company's mail server, and while it cannot be sent its administrators may pass the link on.
    """

    model_config = ConfigDict(extra="forbid")
    template: MailTemplate
    to_name: str = Field(max_length=120)
    to_address: str = Field(max_length=254)
    language: str | None = Field(default=None, max_length=10)
    link: str | None = Field(default=None, max_length=400, pattern="^/[a-z]")
    minutes: int | None = Field(default=None, ge=1, description="How long the link is good for.")
    is_private: bool = True


class MailAccepted(BaseModel):
    """The delivery of a mail."""

    id: str


class MailPossible(BaseModel):
    """Whether mail about accounts can leave at all."""

    is_possible: bool


class MailsClient(Protocol):
    """What the auth service may ask the notifications service."""

    async def mail(self, mail: MailInput, company_id: str, *, key: str) -> MailAccepted:
        """Accept a mail for delivery; the same `key` again sends nothing twice."""
        ...

    async def can_mail(self, company_id: str) -> bool:
        """Whether mail can leave for this company's people."""
        ...


class HttpMailsClient:
    """`MailsClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def mail(self, mail: MailInput, company_id: str, *, key: str) -> MailAccepted:
        by = Principal(kind="service", company_id=company_id)
        path = "/api/notifications/v1/internal/mails"
        return await self._service.call("POST", path, answer=MailAccepted, json=mail, by=by, idempotency_key=key)

    async def can_mail(self, company_id: str) -> bool:
        by = Principal(kind="service", company_id=company_id)
        path = "/api/notifications/v1/internal/mail-possible"
        return (await self._service.call("GET", path, answer=MailPossible, by=by)).is_possible


class InvitationMail(BaseModel):
    """A mail to somebody who is no member yet. `link` is a path of ours."""

    model_config = ConfigDict(extra="forbid")
    to_address: str = Field(min_length=3, max_length=254)
    link: str = Field(max_length=400, pattern=r"^/[^/\\]")
    company: str = Field(max_length=120)
    inviter: str = Field(max_length=320)
    role: str = Field(max_length=60)
    hours: int = Field(ge=1)


class InvitationMailed(BaseModel):
    """Whether a mail server is set up: without one the mail does not leave."""

    is_set_up: bool


class NotificationsClient(Protocol):
    """What others may ask the notifications service."""

    async def send(self, notice: NoticeInput, by: Principal, *, key: str) -> NoticeAccepted:
        """Accept a notice for delivery; the same `key` again sends nothing twice."""
        ...

    async def mail_invitation(self, mail: InvitationMail, by: Principal, *, key: str) -> InvitationMailed:
        """Accept an invitation for delivery; the same `key` again sends nothing twice."""
        ...


class HttpNotificationsClient:
    """`NotificationsClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def send(self, notice: NoticeInput, by: Principal, *, key: str) -> NoticeAccepted:
        path = "/api/notifications/v1/notices"
        return await self._service.call("POST", path, answer=NoticeAccepted, json=notice, by=by, idempotency_key=key)

    async def mail_invitation(self, mail: InvitationMail, by: Principal, *, key: str) -> InvitationMailed:
        path = "/api/notifications/v1/internal/invitations"
        return await self._service.call("POST", path, answer=InvitationMailed, json=mail, by=by, idempotency_key=key)

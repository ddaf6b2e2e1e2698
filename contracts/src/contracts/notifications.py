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

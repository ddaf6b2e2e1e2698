"""What the company service promises other services: companies, memberships, members to address."""

from datetime import datetime
from typing import Protocol

from pydantic import BaseModel

from kernel.client import ServiceClient
from kernel.identity import Principal


class Membership(BaseModel):
    """One person's place in one company, with what their role allows."""

    company_id: str
    company_name: str
    role: str
    permissions: list[str]
    access_version: int = 0
    """Grows with each change of what the company's members may; tokens made at an earlier one are refused."""


class Invitation(BaseModel):
    """An invitation that is still open, as whoever holds its token may see it."""

    company_id: str
    company_name: str
    email: str
    role_name: str
    invited_by: str
    expires_at: datetime


class AcceptedInvitation(BaseModel):
    """Who accepts an invitation. `email` is the address the account has."""

    token: str
    user_id: str
    email: str
    user_name: str


class MemberOfProvider(BaseModel):
    """Somebody for whom a company's identity provider vouches.

    `role` is the one their groups give; None where groups decide nothing: then they keep theirs, and who is new gets
    `default_role`. `readmits`: the company's directory says so, which lets in again who was deactivated.
    """

    company_id: str
    user_id: str
    email: str
    user_name: str
    role: str | None
    default_role: str
    readmits: bool = False


class NewCompany(BaseModel):
    """A company to create, and its owner. `id` is chosen by the caller so that a repeat creates nothing twice."""

    id: str
    name: str
    user_id: str
    email: str
    user_name: str


class Addressee(BaseModel):
    """A member a notice may be sent to."""

    user_id: str
    name: str
    email: str


class CompanyClient(Protocol):
    """What others may ask the company service."""

    async def create_company(self, company: NewCompany) -> Membership:
        """Create the company with its owner; the same id again answers the same membership."""
        ...

    async def memberships(self, user_id: str) -> list[Membership]:
        """Every company the person is a member of, first joined first."""
        ...

    async def addressees(self, company_id: str, to: list[str]) -> list[Addressee]:
        """The members meant by user ids and by `role:<name>`; unknown ones are left out."""
        ...

    async def depart(self, user_id: str) -> list[str]:
        """Let the person be in no company any more.

        Where companies with other people in them have no other owner, nothing is changed: answers their names.
        """
        ...

    async def invitation(self, token: str) -> Invitation:
        """The open invitation with this token. Raises a 404 problem when there is none."""
        ...

    async def admit(self, member: MemberOfProvider) -> Membership:
        """Let the person be a member, in the role the provider's groups give. Raises a 403 problem when deactivated."""
        ...

    async def keep_out(self, company_id: str, user_id: str) -> None:
        """Deactivate a member, because the directory says so. Raises a 409 problem for the last owner."""
        ...

    async def dismiss(self, company_id: str, user_id: str) -> None:
        """Let the person be a member no longer; once more does nothing. Raises a 409 problem for the last owner."""
        ...

    async def accept_invitation(self, accepted: AcceptedInvitation) -> Membership:
        """Let the person be a member. An invitation is good once; the same person again changes nothing."""
        ...


class HttpCompanyClient:
    """`CompanyClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def create_company(self, company: NewCompany) -> Membership:
        path = "/api/company/v1/internal/companies"
        return await self._service.call("POST", path, answer=Membership, json=company, idempotent=True)

    async def memberships(self, user_id: str) -> list[Membership]:
        return await self._service.call(
            "GET", "/api/company/v1/internal/memberships", answer=list[Membership], query={"user_id": user_id}
        )

    async def addressees(self, company_id: str, to: list[str]) -> list[Addressee]:
        return await self._service.call(
            "POST",
            "/api/company/v1/internal/addressees",
            answer=list[Addressee],
            json={"to": to},
            by=Principal(kind="service", company_id=company_id),
            idempotent=True,
        )

    async def depart(self, user_id: str) -> list[str]:
        path = f"/api/company/v1/internal/members/{user_id}/depart"
        return await self._service.call("POST", path, answer=list[str], idempotent=True)

    async def invitation(self, token: str) -> Invitation:
        path = "/api/company/v1/internal/invitations/look"
        return await self._service.call("POST", path, answer=Invitation, json={"token": token}, idempotent=True)

    async def accept_invitation(self, accepted: AcceptedInvitation) -> Membership:
        path = "/api/company/v1/internal/invitations/accept"
        return await self._service.call("POST", path, answer=Membership, json=accepted, idempotent=True)

    async def admit(self, member: MemberOfProvider) -> Membership:
        path = "/api/company/v1/internal/members/admit"
        return await self._service.call("POST", path, answer=Membership, json=member, idempotent=True)

    async def keep_out(self, company_id: str, user_id: str) -> None:
        await self._on_member("POST", f"{user_id}/keep-out", company_id)

    async def dismiss(self, company_id: str, user_id: str) -> None:
        await self._on_member("DELETE", user_id, company_id)

    async def _on_member(self, method: str, path: str, company_id: str) -> None:
        by = Principal(kind="service", company_id=company_id)
        address = f"/api/company/v1/internal/members/{path}"
        await self._service.call(method, address, answer=type(None), by=by, idempotent=True)

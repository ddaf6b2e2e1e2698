"""What the auth service promises other services."""

from typing import Protocol

from pydantic import BaseModel, EmailStr

from kernel.client import ServiceClient


class UserView(BaseModel):
    """A person as others may see them."""

    id: str
    email: EmailStr
    name: str


class Verified(BaseModel):
    """Whether a person's e-mail address is known to be theirs, and whether that is asked for here.

    Where no mail can be sent nobody could prove an address, so it is not asked for.
    """

    is_verified: bool
    is_asked_for: bool


class AuthClient(Protocol):
    """What others may ask the auth service."""

    async def verified(self, user_id: str) -> bool:
        """Whether the person may invite others and connect systems: the address is proven, or need not be."""
        ...


class HttpAuthClient:
    """`AuthClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def verified(self, user_id: str) -> bool:
        path = f"/api/auth/v1/internal/users/{user_id}/verified"
        found = await self._service.call("GET", path, answer=Verified)
        return found.is_verified or not found.is_asked_for

"""The routes of channels."""

from typing import Annotated

from fastapi import APIRouter

from kernel.identity import Principal, allowed
from kernel.web import provided
from notifications_service.channels import service
from notifications_service.channels.schemas import EmailChannelInput, EmailChannelView, TestSent
from notifications_service.deps import Deps

router = APIRouter(prefix="/api/notifications/v1", tags=["channels"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("notice.read")]
Manager = Annotated[Principal, allowed("notification.manage")]


@router.get("/channels/email")
async def get_email_channel(by: Reader, deps: Given) -> EmailChannelView | None:
    return await service.email(by=by, deps=deps)


@router.put("/channels/email")
async def save_email_channel(body: EmailChannelInput, by: Manager, deps: Given) -> EmailChannelView:
    return await service.save_email(body, by=by, deps=deps)


@router.post("/channels/email/test")
async def test_email_channel(by: Manager, deps: Given) -> TestSent:
    return await service.send_test(by=by, deps=deps)

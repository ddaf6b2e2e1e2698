"""The routes of notices."""

from typing import Annotated

from fastapi import APIRouter, Header

from contracts.notifications import InvitationMail, InvitationMailed, NoticeAccepted, NoticeInput
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page, PagingParam
from kernel.web import provided
from notifications_service.deps import Deps
from notifications_service.notices import service
from notifications_service.notices.schemas import NoticeView

router = APIRouter(prefix="/api/notifications/v1", tags=["notices"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("notice.read")]
Sender = Annotated[Principal, allowed("notification.manage")]
Inviter = Annotated[Principal, internal("company")]
Languages = Annotated[str | None, Header(alias="accept-language")]
Key = Annotated[str | None, Header(alias="idempotency-key", max_length=255)]


@router.post("/notices", status_code=202)
async def send_notice(body: NoticeInput, by: Sender, deps: Given, key: Key = None) -> NoticeAccepted:
    return await service.send(body, key, by=by, deps=deps)


@router.post("/internal/invitations", include_in_schema=False)
async def mail_invitation(body: InvitationMail, by: Inviter, deps: Given) -> InvitationMailed:
    return await service.mail_invitation(body, by=by, deps=deps)


@router.get("/notices")
async def list_notices(
    by: Reader, deps: Given, paging: PagingParam, languages: Languages = None, *, unread: bool = False
) -> Page[NoticeView]:
    return await service.list_page(paging, languages, only_unread=unread, by=by, deps=deps)


@router.post("/notices/{notice_id}/read")
async def read_notice(notice_id: str, by: Reader, deps: Given, languages: Languages = None) -> NoticeView:
    return await service.read(notice_id, languages, by=by, deps=deps)

"""The routes of mail about accounts: for the auth service alone."""

from typing import Annotated

from fastapi import APIRouter, Header

from contracts.notifications import MailAccepted, MailInput, MailPossible
from kernel.identity import Principal, internal
from kernel.web import provided
from notifications_service.deps import Deps
from notifications_service.mails import service

router = APIRouter(prefix="/api/notifications/v1/internal", tags=["mails"], include_in_schema=False)

Given = Annotated[Deps, provided()]
Auth = Annotated[Principal, internal("auth")]


@router.post("/mails", status_code=202)
async def send_mail(
    body: MailInput, by: Auth, deps: Given, idempotency_key: Annotated[str, Header(max_length=255)]
) -> MailAccepted:
    return await service.accept(body, idempotency_key, by=by, deps=deps)


@router.get("/mail-possible")
async def get_mail_possible(by: Auth, deps: Given) -> MailPossible:
    return await service.possible(by=by, deps=deps)

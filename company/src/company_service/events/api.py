"""The routes of events."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.events import service
from company_service.events.schemas import EventAccepted, EventBody
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["events"])

Given = Annotated[Deps, provided()]
Sender = Annotated[Principal, allowed("run.start")]


@router.post("/events", status_code=202)
async def send_event(body: EventBody, by: Sender, deps: Given) -> EventAccepted:
    return await service.send(body, by=by, deps=deps)

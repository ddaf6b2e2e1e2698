"""The routes of triggers: their management, and the public addresses of webhooks and forms."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from company_service.deps import Deps
from company_service.triggers.schemas import (
    Answer,
    Delivery,
    SampleBody,
    SampleResult,
    SchedulePreview,
    TriggerBody,
    TriggerView,
)
from company_service.triggers.service import forms, hooks, manage
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import IfMatch, provided

router = APIRouter(prefix="/api/company/v1", tags=["triggers"])
public = APIRouter(tags=["public addresses"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("workflow.read")]
Writer = Annotated[Principal, allowed("workflow.write")]
Cron = Annotated[str, Query(min_length=1, max_length=120)]
Zone = Annotated[str, Query(min_length=1, max_length=60)]
Count = Annotated[int, Query(ge=1, le=50)]


def _tagged(response: Response, trigger: TriggerView) -> TriggerView:
    """Send the revision as ETag, to come back as If-Match."""
    response.headers["etag"] = f'"{trigger.revision}"'
    return trigger


@router.get("/schedules/preview")
async def preview_schedule(
    by: Reader, deps: Given, cron: Cron, timezone: Zone = "UTC", count: Count = 5
) -> SchedulePreview:
    return manage.preview(cron, timezone, count, deps=deps)


@router.get("/workflows/{workflow_id}/triggers")
async def list_triggers(workflow_id: str, by: Reader, deps: Given, paging: PagingParam) -> Page[TriggerView]:
    return await manage.list_page(workflow_id, paging, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/triggers", status_code=201)
async def create_trigger(
    workflow_id: str, body: TriggerBody, by: Writer, deps: Given, response: Response
) -> TriggerView:
    return _tagged(response, await manage.create(workflow_id, body, by=by, deps=deps))


@router.get("/workflows/{workflow_id}/triggers/{trigger_id}")
async def get_trigger(workflow_id: str, trigger_id: str, by: Reader, deps: Given, response: Response) -> TriggerView:
    return _tagged(response, await manage.get(workflow_id, trigger_id, by=by, deps=deps))


@router.put("/workflows/{workflow_id}/triggers/{trigger_id}")
async def update_trigger(
    workflow_id: str, trigger_id: str, body: TriggerBody, revision: IfMatch, by: Writer, deps: Given, response: Response
) -> TriggerView:
    return _tagged(response, await manage.update(workflow_id, trigger_id, revision, body, by=by, deps=deps))


@router.delete("/workflows/{workflow_id}/triggers/{trigger_id}", status_code=204)
async def delete_trigger(workflow_id: str, trigger_id: str, by: Writer, deps: Given) -> None:
    return await manage.delete(workflow_id, trigger_id, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/triggers/{trigger_id}/enable")
async def enable_trigger(workflow_id: str, trigger_id: str, by: Writer, deps: Given, response: Response) -> TriggerView:
    return _tagged(response, await manage.switch(workflow_id, trigger_id, enabled=True, by=by, deps=deps))


@router.post("/workflows/{workflow_id}/triggers/{trigger_id}/disable")
async def disable_trigger(
    workflow_id: str, trigger_id: str, by: Writer, deps: Given, response: Response
) -> TriggerView:
    return _tagged(response, await manage.switch(workflow_id, trigger_id, enabled=False, by=by, deps=deps))


@router.post("/workflows/{workflow_id}/triggers/{trigger_id}/rotate")
async def rotate_trigger(workflow_id: str, trigger_id: str, by: Writer, deps: Given, response: Response) -> TriggerView:
    return _tagged(response, await manage.rotate(workflow_id, trigger_id, by=by, deps=deps))


@router.post("/workflows/{workflow_id}/triggers/{trigger_id}/test")
async def test_trigger(workflow_id: str, trigger_id: str, body: SampleBody, by: Writer, deps: Given) -> SampleResult:
    return await manage.sample(workflow_id, trigger_id, body, by=by, deps=deps)


async def _delivery(request: Request) -> Delivery:
    """The request as it came, read whole (the edge has limited it)."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    return Delivery(
        method=request.method,
        headers=headers,
        query=request.url.query,
        body=await request.body(),
        address=request.client.host if request.client else "",
    )


Incoming = Annotated[Delivery, Depends(_delivery)]


def _sent(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers))


@public.post("/hooks/{token}")
@public.put("/hooks/{token}")
@public.get("/hooks/{token}")
async def receive_hook(token: str, delivery: Incoming, deps: Given) -> Response:
    return _sent(await hooks.receive(token, delivery, deps=deps))


@public.get("/forms/{token}")
async def show_form(token: str, delivery: Incoming, deps: Given) -> Response:
    return _sent(await forms.show(token, delivery, deps=deps))


@public.post("/forms/{token}")
async def submit_form(token: str, delivery: Incoming, deps: Given) -> Response:
    return _sent(await forms.submit(token, delivery, deps=deps))

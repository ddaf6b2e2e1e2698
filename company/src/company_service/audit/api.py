"""The routes of the audit log."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from company_service.audit.schemas import ActorView, ChainView, EntryView, Format, Sought
from company_service.audit.service import reading
from company_service.deps import Deps
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["audit"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("audit.read")]
Exporter = Annotated[Principal, allowed("audit.export", fresh=True)]
_MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


async def _sought(
    actor: Annotated[str | None, Query(max_length=40)] = None,
    action: Annotated[str | None, Query(max_length=120)] = None,
    resource: Annotated[str | None, Query(max_length=120)] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Sought:
    return Sought(actor, action, resource, since, until, q)


Filters = Annotated[Sought, Depends(_sought)]
Form = Annotated[Format, Query(alias="format")]


@router.get("/audit")
async def list_audit_log(sought: Filters, by: Reader, deps: Given, paging: PagingParam) -> Page[EntryView]:
    return await reading.list_page(sought, paging, by=by, deps=deps)


@router.get("/audit/actors")
async def list_audit_actors(by: Reader, deps: Given) -> Page[ActorView]:
    return await reading.actors(by=by, deps=deps)


@router.get("/audit/chain")
async def get_audit_chain(by: Reader, deps: Given) -> ChainView:
    return await reading.chain(by=by, deps=deps)


@router.post("/audit/verify")
async def verify_audit_log(by: Reader, deps: Given) -> ChainView:
    return await reading.verify(by=by, deps=deps)


@router.get(
    "/audit/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {}, "text/csv": {}}}},
)
async def export_audit_log(sought: Filters, by: Exporter, deps: Given, form: Form = "jsonl") -> StreamingResponse:
    return StreamingResponse(
        reading.export(sought, form, by=by, deps=deps),
        media_type=_MEDIA[form],
        headers={"content-disposition": f'attachment; filename="audit-log.{form}"'},
    )

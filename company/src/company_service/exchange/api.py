"""The routes of workflows as text."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from company_service.deps import Deps
from company_service.exchange import service
from company_service.exchange.schemas import Exported, Format, ImportBody, ReadBody, WorkflowRead
from company_service.files.rules import disposition
from company_service.workflows.schemas import WorkflowDetail
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["workflows"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("workflow.read")]
Writer = Annotated[Principal, allowed("workflow.write")]
Form = Annotated[Format, Query(alias="format")]
Version = Annotated[int | None, Query(ge=1, le=1_000_000_000, description="Without one: the draft.")]


def _download(exported: Exported) -> Response:
    """The text, for saving under its name."""
    headers = {"content-disposition": disposition(exported.file_name)}
    return Response(exported.text, media_type=exported.media_type, headers=headers)


@router.post("/workflows/import", status_code=201)
async def import_workflow(body: ImportBody, by: Writer, deps: Given) -> WorkflowDetail:
    return await service.take(body, by=by, deps=deps)


@router.post("/workflows/import/preview")
async def preview_import(body: ReadBody, by: Writer, deps: Given) -> WorkflowRead:
    return await service.preview(body.text, deps=deps)


@router.get(
    "/workflows/{workflow_id}/export",
    response_class=Response,
    responses={200: {"content": {"application/yaml": {}, "application/json": {}}}},
)
async def export_workflow(
    workflow_id: str, by: Reader, deps: Given, form: Form = "yaml", version: Version = None
) -> Response:
    return _download(await service.export(workflow_id, form, version, by=by, deps=deps))

"""The routes of workflows and step types."""

from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Path, Query, Response

from company_service.deps import Deps
from company_service.workflows import service
from company_service.workflows.schemas import (
    CreateBody,
    DraftBody,
    EditedWorkflow,
    Findings,
    GraphDiff,
    ListedVersion,
    PublishBody,
    StepTypeView,
    ValidateBody,
    VersionView,
    WorkflowDetail,
    WorkflowView,
)
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import IfMatch, provided

router = APIRouter(prefix="/api/company/v1", tags=["workflows"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("workflow.read")]
Writer = Annotated[Principal, allowed("workflow.write")]
Publisher = Annotated[Principal, allowed("workflow.publish")]
Number = Annotated[int, Path(ge=1, le=1_000_000_000)]
_Shown = TypeVar("_Shown", bound=WorkflowDetail)
_WHICH = r"^(draft|[1-9][0-9]{0,8})$"
Counts = Annotated[Literal["yes"] | None, Query(description="Say in numbers what changed with each version.")]
From = Annotated[str, Query(alias="from", pattern=_WHICH, description="A version, or `draft`.")]
To = Annotated[str, Query(alias="to", pattern=_WHICH, description="A version, or `draft`.")]


def _tagged(response: Response, workflow: _Shown) -> _Shown:
    """Send the draft's revision as ETag, to come back as If-Match."""
    response.headers["etag"] = f'"{workflow.draft_revision}"'
    return workflow


@router.get("/step-types")
async def list_step_types(by: Reader, deps: Given) -> Page[StepTypeView]:
    return await service.step_types(deps=deps)


@router.get("/workflows")
async def list_workflows(
    by: Reader, deps: Given, paging: PagingParam, agent_id: Annotated[str | None, Query(max_length=40)] = None
) -> Page[WorkflowView]:
    return await service.list_page(agent_id, paging, by=by, deps=deps)


@router.post("/workflows", status_code=201)
async def create_workflow(body: CreateBody, by: Writer, deps: Given, response: Response) -> WorkflowDetail:
    return _tagged(response, await service.create(body, by=by, deps=deps))


@router.get("/workflows/{workflow_id}")
async def get_workflow(workflow_id: str, by: Reader, deps: Given, response: Response) -> WorkflowDetail:
    return _tagged(response, await service.get(workflow_id, by=by, deps=deps))


@router.get("/workflows/{workflow_id}/draft")
async def edit_draft(workflow_id: str, by: Writer, deps: Given, response: Response) -> EditedWorkflow:
    return _tagged(response, await service.edit(workflow_id, by=by, deps=deps))


@router.put("/workflows/{workflow_id}/draft")
async def save_draft(
    workflow_id: str, body: DraftBody, revision: IfMatch, by: Writer, deps: Given, response: Response
) -> WorkflowDetail:
    return _tagged(response, await service.save_draft(workflow_id, revision, body, by=by, deps=deps))


@router.post("/workflows/{workflow_id}/validate")
async def validate_workflow(workflow_id: str, body: ValidateBody, by: Reader, deps: Given) -> Findings:
    return await service.validate(workflow_id, body.graph, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/publish")
async def publish_workflow(workflow_id: str, body: PublishBody, by: Publisher, deps: Given) -> VersionView:
    return await service.publish(workflow_id, body.note, by=by, deps=deps)


@router.get("/workflows/{workflow_id}/versions")
async def list_versions(
    workflow_id: str, by: Reader, deps: Given, paging: PagingParam, counts: Counts = None
) -> Page[ListedVersion]:
    return await service.versions(workflow_id, paging, by=by, deps=deps, counts=counts == "yes")


@router.get("/workflows/{workflow_id}/versions/{version}")
async def get_version(workflow_id: str, version: Number, by: Reader, deps: Given) -> VersionView:
    return await service.version(workflow_id, version, by=by, deps=deps)


@router.get("/workflows/{workflow_id}/diff")
async def compare_versions(workflow_id: str, old: From, new: To, by: Reader, deps: Given) -> GraphDiff:
    return await service.diff(workflow_id, old, new, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/versions/{version}/restore")
async def restore_version(
    workflow_id: str, version: Number, revision: IfMatch, by: Writer, deps: Given, response: Response
) -> WorkflowDetail:
    return _tagged(response, await service.restore(workflow_id, version, revision, by=by, deps=deps))


@router.post("/workflows/{workflow_id}/versions/{version}/publish")
async def publish_version_again(
    workflow_id: str, version: Number, body: PublishBody, by: Publisher, deps: Given
) -> VersionView:
    return await service.publish_again(workflow_id, version, body.note, by=by, deps=deps)


@router.delete("/workflows/{workflow_id}", status_code=204)
async def delete_workflow(workflow_id: str, by: Writer, deps: Given) -> None:
    return await service.delete(workflow_id, by=by, deps=deps)

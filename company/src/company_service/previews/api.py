"""The routes of what is known of a workflow's steps."""

from typing import Annotated

from fastapi import APIRouter

from company_service.deps import Deps
from company_service.previews import service
from company_service.previews.schemas import EvaluateBody, Evaluation, KnownData
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["workflows"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("run.read")]
Writer = Annotated[Principal, allowed("workflow.write")]


@router.get("/workflows/{workflow_id}/known-data")
async def get_known_data(workflow_id: str, by: Reader, deps: Given) -> KnownData:
    return await service.known(workflow_id, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/evaluate")
async def evaluate_setting(workflow_id: str, body: EvaluateBody, by: Writer, deps: Given) -> Evaluation:
    return await service.evaluate(workflow_id, body, by=by, deps=deps)

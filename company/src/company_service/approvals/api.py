"""The routes of approvals."""

from typing import Annotated

from fastapi import APIRouter, Query

from company_service.approvals import service
from company_service.approvals.schemas import (
    ApprovalCounts,
    ApprovalStatus,
    ApprovalView,
    CommentBody,
    DecisionBody,
    ReassignBody,
)
from company_service.deps import Deps
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["approvals"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("approval.read")]
Decider = Annotated[Principal, allowed("approval.decide")]


@router.get("/approvals")
async def list_approvals(
    by: Reader,
    deps: Given,
    paging: PagingParam,
    status: ApprovalStatus | None = None,
    run_id: Annotated[str | None, Query(max_length=40)] = None,
    *,
    mine: Annotated[bool, Query(description="Only what the caller may decide and has not.")] = False,
) -> Page[ApprovalView]:
    return await service.list_page(status, run_id, paging, mine=mine, by=by, deps=deps)


@router.get("/approvals/counts")
async def count_approvals(by: Reader, deps: Given) -> ApprovalCounts:
    return await service.counts(by=by, deps=deps)


@router.get("/approvals/{approval_id}")
async def get_approval(approval_id: str, by: Reader, deps: Given) -> ApprovalView:
    return await service.get(approval_id, by=by, deps=deps)


@router.post("/approvals/{approval_id}/decide")
async def decide_approval(approval_id: str, body: DecisionBody, by: Decider, deps: Given) -> ApprovalView:
    return await service.decide(approval_id, body, by=by, deps=deps)


@router.post("/approvals/{approval_id}/reassign")
async def reassign_approval(approval_id: str, body: ReassignBody, by: Decider, deps: Given) -> ApprovalView:
    return await service.reassign(approval_id, body, by=by, deps=deps)


@router.post("/approvals/{approval_id}/comments")
async def comment_approval(approval_id: str, body: CommentBody, by: Decider, deps: Given) -> ApprovalView:
    return await service.comment(approval_id, body, by=by, deps=deps)

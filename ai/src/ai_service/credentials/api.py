"""The routes of a company's model endpoint."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.credentials import service
from ai_service.credentials.schemas import EndpointBody, EndpointView, TestBody, TestResult
from ai_service.deps import Deps
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["models"])

Given = Annotated[Deps, provided()]
User = Annotated[Principal, allowed("ai.use")]
Manager = Annotated[Principal, allowed("ai.manage")]


@router.get("/providers")
async def get_endpoint(by: User, deps: Given) -> EndpointView:
    return await service.get(by=by, deps=deps)


@router.put("/providers")
async def put_endpoint(body: EndpointBody, by: Manager, deps: Given) -> EndpointView:
    return await service.put(body, by=by, deps=deps)


@router.delete("/providers", status_code=204)
async def delete_endpoint(by: Manager, deps: Given) -> None:
    return await service.delete(by=by, deps=deps)


@router.post("/providers/test")
async def test_endpoint(body: TestBody, by: Manager, deps: Given) -> TestResult:
    return await service.test(body, by=by, deps=deps)

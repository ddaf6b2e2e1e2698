"""The route by which other services have documents read."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.completions.deps import Hub
from ai_service.reading import service
from contracts.reading import ReadAnswer, ReadRequest
from kernel.identity import Principal, internal
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1/internal", tags=["reading"])


@router.post("/reading", include_in_schema=False)
async def read_document(
    body: ReadRequest, by: Annotated[Principal, internal("agents")], deps: Annotated[Hub, provided()]
) -> ReadAnswer:
    return await service.read(body.document, deps=deps)

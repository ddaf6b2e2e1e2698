"""The route by which other services ask for the next message of a conversation."""

from typing import Annotated

from fastapi import APIRouter

from ai_service.chat import service
from ai_service.completions.deps import Hub
from contracts.ai import ChatAnswer, ChatRequest
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["chat"])


@router.post("/chat")
async def chat(
    body: ChatRequest, by: Annotated[Principal, allowed("ai.use")], deps: Annotated[Hub, provided()]
) -> ChatAnswer:
    return await service.chat(body, by=by, deps=deps)

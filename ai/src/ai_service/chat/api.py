"""The route of chat completions."""

from typing import Annotated

from fastapi import APIRouter, Response

from ai_service.chat import service
from ai_service.chat.schemas import ChatBody
from ai_service.deps import Deps
from contracts.ai import ChatAnswer, ChatRequest
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["chat"])


@router.post("/chat")
async def chat(
    body: ChatRequest, by: Annotated[Principal, allowed("ai.use")], deps: Annotated[Deps, provided()]
) -> ChatAnswer:
    return await service.chat(body, by=by, deps=deps)


@router.post("/chat/completions", response_model=None)
async def complete_chat(
    body: ChatBody, by: Annotated[Principal, allowed("ai.use")], deps: Annotated[Deps, provided()]
) -> Response:
    return await service.complete(body, by=by, deps=deps)

"""The door's routes. OpenAI's clients take `…/api/ai/v1` as their base URL, Anthropic's take `…/api/ai`."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response

from ai_service.completions import listing, service
from ai_service.completions.deps import Hub
from ai_service.completions.door import DialectRoute, Sent, sent
from ai_service.completions.listing import Models, NamedModel
from kernel.identity import Principal, allowed
from kernel.web import provided

_ERRORS: dict[int | str, dict[str, Any]] = {
    "default": {"description": "An error as the dialect's own clients expect it", "content": {"application/json": {}}}
}

router = APIRouter(prefix="/api/ai/v1", tags=["completions"], route_class=DialectRoute, responses=_ERRORS)

Given = Annotated[Hub, provided()]
User = Annotated[Principal, allowed("ai.use")]
Came = Annotated[Sent, sent()]


def _takes(title: str, **properties: Any) -> dict[str, Any]:
    """How a body is described that is passed on as it came."""
    schema = {"title": title, "type": "object", "required": list(properties), "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_LIST = {"type": "array", "items": {"type": "object"}}
_TEXT = {"type": "string"}


@router.post(
    "/chat/completions", response_class=Response, openapi_extra=_takes("OpenAiChat", model=_TEXT, messages=_LIST)
)
async def create_chat_completion(by: User, came: Came, deps: Given) -> Response:
    """A chat as OpenAI's API takes and answers it, streamed where `stream` asks for it."""
    return await service.chat(came, "openai", by=by, deps=deps)


@router.post("/responses", response_class=Response, openapi_extra=_takes("OpenAiResponse", model=_TEXT, input={}))
async def create_response(by: User, came: Came, deps: Given) -> Response:
    """A chat as OpenAI's responses API takes and answers it; nothing is stored to be asked about later."""
    return await service.respond(came, by=by, deps=deps)


@router.post(
    "/messages",
    response_class=Response,
    openapi_extra=_takes("AnthropicMessages", model=_TEXT, max_tokens={"type": "integer"}, messages=_LIST),
)
async def create_message(by: User, came: Came, deps: Given) -> Response:
    """A chat as Anthropic's API takes and answers it, streamed where `stream` asks for it."""
    return await service.chat(came, "anthropic", by=by, deps=deps)


@router.post(
    "/messages/count_tokens",
    response_class=Response,
    openapi_extra=_takes("AnthropicCount", model=_TEXT, messages=_LIST),
)
async def count_tokens(by: User, came: Came, deps: Given) -> Response:
    """The tokens of a message; `x-estimated` says whether they are our estimate."""
    return await service.count_tokens(came, by=by, deps=deps)


@router.post("/embeddings", response_class=Response, openapi_extra=_takes("OpenAiEmbeddings", model=_TEXT, input={}))
async def create_embeddings(by: User, came: Came, deps: Given) -> Response:
    """Embeddings as OpenAI's API takes and answers them."""
    return await service.embed(came, by=by, deps=deps)


@router.get("/models", response_model=Models)
async def list_models(by: User, came: Came, deps: Given) -> Response:
    """The models and aliases that a request may name."""
    return await listing.models(came, by=by, deps=deps)


@router.get("/models/{name:path}", response_model=NamedModel)
async def get_model(name: str, by: User, came: Came, deps: Given) -> Response:
    """One of them."""
    return await listing.model(name, came, by=by, deps=deps)

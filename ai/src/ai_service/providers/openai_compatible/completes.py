"""Completions in the hub's words by an endpoint: what tasks need of one."""

from typing import Any

from ai_service.providers.openai_compatible.endpoint import Endpoint
from ai_service.providers.vocabulary import Reply, Stop, Tokens
from contracts.ai import AnswerSchema, ChatMessage, ChatRequest

_STOPS: dict[str, Stop] = {"length": "length", "content_filter": "refused"}


class EndpointCompletes:
    """`Completes` by one endpoint and its model, without tools."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        options: dict[str, Any] = {} if request.temperature is None else {"temperature": request.temperature}
        if isinstance(request.format, AnswerSchema):
            schema = {"name": request.format.name, "schema": request.format.body, "strict": True}
            options["response_format"] = {"type": "json_schema", "json_schema": schema}
        completion = await self._endpoint.complete([_wire(each) for each in request.messages], **options)
        taken, given = completion.tokens
        stop = _STOPS.get(completion.choices[0].finish_reason or "", "end")
        message = ChatMessage(role="assistant", content=completion.text[:1_000_000])
        return Reply(message, stop, Tokens(taken, given), model, "")


def _wire(message: ChatMessage) -> dict[str, Any]:
    if not message.images:
        return {"role": message.role, "content": message.content}
    parts: list[dict[str, Any]] = [{"type": "text", "text": message.content}]
    for image in message.images:
        url = image.url or f"data:{image.media_type};base64,{image.data}"
        parts.append({"type": "image_url", "image_url": {"url": url}})
    return {"role": message.role, "content": parts}

"""The stage that puts a company's prompt before what is said: named in the body (`prompt`), or in headers by clients
that cannot add to it (`x-prompt: name@label`, `x-prompt-variables: {"name": "value"}`).

What a request says of model and settings holds; where it says nothing, what the prompt says does.
"""

from collections.abc import Mapping
from typing import Any

from ai_service.completions.deps import Hub
from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.dialects.reading import a_list, an_object, built, refused
from ai_service.completions.door import Sent
from ai_service.completions.stages import NO_PROMPT, MadeBy
from ai_service.prompts import rules
from ai_service.prompts import service as prompts
from ai_service.prompts.schemas import PromptSettings, RenderedMessage
from ai_service.prompts.service import FilledIn, Wanted
from ai_service.routing.resolving import USUAL
from contracts.ai import AnswerSchema, ChatMessage, ChatRequest, PromptUse
from kernel.identity import Principal

_NAME, _VARIABLES = "x-prompt", "x-prompt-variables"
_UNNAMED = (None, "", USUAL)


async def prompted(request: ChatRequest, *, by: Principal, deps: Hub) -> tuple[ChatRequest, MadeBy]:
    """A request in the words of the contract, with its prompt's messages before its own."""
    if request.prompt is None:
        return request, NO_PROMPT
    found = await prompts.filled_in(_wanted(request.prompt), by=by, deps=deps)
    settings, said = found.content.settings, request.model_fields_set
    own = {
        name: value
        for name, value in settings.model_dump(exclude_defaults=True, exclude={"format"}).items()
        if name not in said
    }
    if "format" not in said and settings.format != "text":
        own["format"] = settings.format
    if request.model in _UNNAMED and found.content.model:
        own["model"] = found.content.model
    begun = [ChatMessage(role=each.role, content=each.content) for each in found.messages]
    filled = {"messages": [*begun, *request.messages], "prompt": None, **own}
    return request.model_copy(update=filled), MadeBy(found.name, found.version)


async def prompted_body(
    body: dict[str, Any], sent: Sent, dialect: DialectName, *, by: Principal, deps: Hub
) -> tuple[dict[str, Any], MadeBy]:
    """The same in a dialect. Raises `InvalidRequest` and the problems of `ai_service.prompts`."""
    use = _named_in(body, sent.headers)
    if use is None:
        return body, NO_PROMPT
    found = await prompts.filled_in(_wanted(use), by=by, deps=deps)
    given = {name: value for name, value in body.items() if name != "prompt"}
    begun = _openai(found, given) if dialect == "openai" else _anthropic(found, given)
    if given.get("model") in _UNNAMED and found.content.model:
        begun["model"] = found.content.model
    return begun, MadeBy(found.name, found.version)


def _wanted(use: PromptUse) -> Wanted:
    return Wanted(use.name, use.label, use.version, use.variables)


def _named_in(body: Mapping[str, Any], headers: Mapping[str, str]) -> PromptUse | None:
    given = body.get("prompt")
    if given is not None:
        return built(PromptUse, an_object(given, "/prompt"), "/prompt")
    if _NAME not in headers:
        return None
    variables = rules.as_object(headers.get(_VARIABLES) or "{}")
    if variables is None:
        raise refused(f"/header/{_VARIABLES}", "This must be a JSON object with the values of the prompt.")
    wanted = rules.named(headers[_NAME].strip())
    named = {"name": wanted.name, "label": wanted.label, "version": wanted.version, "variables": variables}
    return built(PromptUse, named, f"/header/{_NAME}")


def _openai(found: FilledIn, body: dict[str, Any]) -> dict[str, Any]:
    settings = found.content.settings
    own = _unsaid(
        body,
        temperature=settings.temperature,
        top_p=settings.top_p,
        stop=settings.stop or None,
        reasoning_effort=settings.effort,
        response_format=_response_format(settings),
        max_completion_tokens=None if "max_tokens" in body else settings.max_tokens,
    )
    said = a_list(body.get("messages") or [], "/messages")
    return {**own, **body, "messages": [*_written(found.messages), *said]}


def _anthropic(found: FilledIn, body: dict[str, Any]) -> dict[str, Any]:
    settings = found.content.settings
    own = _unsaid(
        body,
        temperature=settings.temperature,
        top_p=settings.top_p,
        stop_sequences=settings.stop or None,
        max_tokens=settings.max_tokens,
        output_config=_output_config(settings),
    )
    system = [{"type": "text", "text": each.content} for each in found.messages if each.role == "system"]
    more = body.get("system")
    blocks = [{"type": "text", "text": more}] if isinstance(more, str) else a_list(more or [], "/system")
    begun = _written([each for each in found.messages if each.role != "system"])
    said = a_list(body.get("messages") or [], "/messages")
    return {**own, **body, "system": [*system, *blocks], "messages": [*begun, *said]}


def _unsaid(body: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    """Those that the prompt has and the request does not say."""
    return {name: value for name, value in settings.items() if value is not None and body.get(name) is None}


def _written(messages: list[RenderedMessage]) -> list[dict[str, str]]:
    return [{"role": each.role, "content": each.content} for each in messages]


def _response_format(settings: PromptSettings) -> dict[str, Any] | None:
    wanted = settings.format
    if isinstance(wanted, AnswerSchema):
        return {"type": "json_schema", "json_schema": {"name": wanted.name, "schema": wanted.body, "strict": False}}
    return {"type": "json_object"} if wanted == "json" else None


def _output_config(settings: PromptSettings) -> dict[str, Any] | None:
    wanted = settings.format
    if not isinstance(wanted, AnswerSchema):
        return None
    return {"format": {"type": "json_schema", "schema": wanted.body}}

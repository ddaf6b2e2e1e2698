"""`ai.prompt`: asks a model with a prompt of the company, and says which words it answered."""

from collections.abc import Mapping
from typing import Any, cast

import orjson

from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.engine.values import object_of
from company_service.steps.agents import ModelRefused
from company_service.steps.ai import on_behalf_of, with_tokens
from company_service.steps.forms import PROMPT_NAME, TEXT, output, settings, ui
from contracts.ai import AiClient, ChatRequest, PromptUse
from kernel.identity import Principal

_SECONDS = 300.0


class AskWithPrompt(StepType):
    """Has a model answer a prompt, whose words are kept and changed apart from the workflow."""

    info = StepInfo(
        type="ai.prompt",
        name="Use a prompt",
        description="Have a language model answer one of your prompts, filled in with values of this run.",
        category="ai",
        icon="message-square",
        effect="read",
        input_schema=settings(
            ["prompt"],
            prompt={
                "type": "string",
                "pattern": PROMPT_NAME,
                "x-ui": ui("prompt", "Prompt", "Its name, as it stands under Prompts.", "support-reply"),
            },
            label={
                "type": ["string", "null"],
                "pattern": "^[a-z][a-z0-9_-]{0,31}$",
                "x-ui": ui(
                    "text", "Label", "Which of its versions, where the prompt above says none. Else the live one."
                ),
            },
            variables={"type": "object", "x-ui": ui("keyvalue", "Values", "What its variables hold, by their names.")},
        ),
        output_schema=output(text=TEXT, data={}),
        timeout=_SECONDS + 30,
    )

    def __init__(self, ai: AiClient) -> None:
        self._ai = ai

    async def run(self, call: StepCall) -> StepResult:
        given = call.input
        use = PromptUse.named(_worded(given), {**object_of(given.get("variables"))})
        request = ChatRequest(prompt=use, on_behalf_of=on_behalf_of(call))
        by = Principal(kind="service", company_id=call.run.company_id, user_id=call.run.started_by)
        answer = await self._ai.chat(request, by, key=call.idempotency_key, seconds=_SECONDS)
        if answer.stop == "refused":
            raise ModelRefused(f"The model would not answer the prompt “{use.name}”. Put it into other words.")
        return StepResult(
            output={"text": answer.message.content, "data": _data(answer.message.content)},
            cost=answer.usage.cost,
            answered_by=with_tokens(answer.answered_by.model_dump(), answer.usage.model_dump()),
        )


def _worded(given: Mapping[str, Any]) -> str:
    label = given.get("label")
    return f"{given['prompt']}@{label}" if label and "@" not in given["prompt"] else given["prompt"]


def _data(text: str) -> Mapping[str, Any] | list[Any] | None:
    """The values of an answer that is JSON; null of one in words."""
    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return cast("Mapping[str, Any] | list[Any]", value) if isinstance(value, dict | list) else None

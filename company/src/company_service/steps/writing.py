"""AI steps that write: the same text in other words, or in another language."""

from collections.abc import Mapping
from typing import Any

from company_service.engine.steps import StepInfo
from company_service.steps.ai import SOURCE, AiStep
from company_service.steps.forms import PROMPT, TEXT, output, settings, ui

_NEW_NUMBERS = {"type": "array", "items": TEXT}


class Rewrite(AiStep):
    """Says a text differently."""

    task = "rewrite"
    result = ("text", "unsupported")
    info = StepInfo(
        type="ai.rewrite",
        name="Rewrite",
        description="Say a text differently: in another tone, shorter, longer, or as you instruct.",
        category="ai",
        icon="pen-line",
        effect="read",
        input_schema=settings(
            [],
            **SOURCE,
            instruction={
                "type": "string",
                "maxLength": 2_000,
                "x-ui": ui("textarea", "Instruction", placeholder="Make it understandable for a customer."),
            },
            tone={"type": "string", "maxLength": 80, "x-ui": ui("text", "Tone", placeholder="friendly")},
            length={
                "enum": ["same", "shorter", "longer"],
                "default": "same",
                "x-ui": ui("select", "Length", "Compared with the text."),
            },
            **PROMPT,
        ),
        output_schema=output(text=TEXT, unsupported=_NEW_NUMBERS),
    )

    def request(self, given: Mapping[str, Any]) -> dict[str, Any]:
        wishes = {name: given.get(name) for name in ("instruction", "tone", "length")}
        return {name: wish for name, wish in wishes.items() if wish}


class Translate(AiStep):
    """Says a text in another language."""

    task = "translate"
    result = ("text", "language", "unsupported")
    info = StepInfo(
        type="ai.translate",
        name="Translate",
        description="Say a text in another language. Needs a connected language model.",
        category="ai",
        icon="globe",
        effect="read",
        input_schema=settings(
            ["language"],
            **SOURCE,
            language={
                "type": "string",
                "minLength": 2,
                "maxLength": 60,
                "x-ui": ui("text", "Language", "A name or a code such as `de`.", "German"),
            },
            **PROMPT,
        ),
        output_schema=output(text=TEXT, language=TEXT, unsupported=_NEW_NUMBERS),
    )

    def request(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"language": given["language"]}

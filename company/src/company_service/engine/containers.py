"""The step types that have steps inside: for_each, repeat, try. What they mean stands in `iterations`."""

from collections.abc import Iterable, Mapping
from typing import Any

from company_service.engine.iterations import MAX_ITERATIONS
from company_service.engine.plan import FOR_EACH, REPEAT, TRY
from company_service.engine.steps import ContainerType, StepInfo

MAX_PARALLEL = 100
_OUTPUT = {
    "x-ui": {
        "widget": "expression",
        "label": "Gives",
        "help": "What each round gives. Empty: what its last steps give.",
    }
}


class ForEach(ContainerType):
    """Does the steps inside once for each item of a list."""

    info = StepInfo(
        type=FOR_EACH,
        name="For each",
        description="Do the steps inside once for each item of a list, one after the other or several at a time.",
        category="logic",
        icon="repeat-2",
        effect="none",
        container=True,
        input_schema={
            "type": "object",
            "properties": {
                "items": {
                    "type": "array",
                    "maxItems": MAX_ITERATIONS,
                    "x-ui": {"widget": "expression", "label": "List", "placeholder": "{{ input.rows }}"},
                },
                "parallel": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_PARALLEL,
                    "x-ui": {"widget": "number", "label": "At a time", "placeholder": "1"},
                },
                "mode": {
                    "enum": ["stop", "continue", "collect"],
                    "x-ui": {
                        "widget": "select",
                        "label": "When an item fails",
                        "help": "Stop at once, pass it over, or do the others first and fail then.",
                    },
                },
                "output": _OUTPUT,
            },
            "required": ["items"],
            "additionalProperties": False,
        },
        output_schema={
            "type": "object",
            "properties": {"items": {"type": "array"}, "errors": {"type": "array"}, "count": {"type": "integer"}},
        },
    )


class Repeat(ContainerType):
    """Does the steps inside again and again until a condition is met."""

    info = StepInfo(
        type=REPEAT,
        name="Repeat until",
        description="Do the steps inside again and again until a condition is met, at most so many times.",
        category="logic",
        icon="rotate-cw",
        effect="none",
        container=True,
        input_schema={
            "type": "object",
            "properties": {
                "until": {
                    "type": "string",
                    "minLength": 1,
                    "x-expression": True,
                    "x-ui": {"widget": "expression", "label": "Until", "help": "Looked at after each round."},
                },
                "max": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_ITERATIONS,
                    "x-ui": {"widget": "number", "label": "At most", "help": "Then it fails."},
                },
                "output": _OUTPUT,
            },
            "required": ["until", "max"],
            "additionalProperties": False,
        },
        output_schema={"type": "object", "properties": {"last": {}, "count": {"type": "integer"}}},
    )

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        if isinstance(settings.get("max"), str):
            yield "/max", "The bound must be a number, so that everybody can see it."


class Try(ContainerType):
    """Does the steps inside; what goes wrong in them is dealt with in one place."""

    info = StepInfo(
        type=TRY,
        name="Try",
        description="Do the steps inside. If one of them fails, go on at this step's way out for errors.",
        category="logic",
        icon="shield",
        effect="none",
        container=True,
        input_schema={"type": "object", "properties": {"output": _OUTPUT}, "additionalProperties": False},
    )


CONTAINER_TYPES = (ForEach(), Repeat(), Try())

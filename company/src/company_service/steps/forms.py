"""Pieces of JSON Schema that step types describe their settings with, form hints included."""

from typing import Any


def ui(widget: str, label: str, help: str = "", placeholder: str = "") -> dict[str, str]:  # noqa: A002 - the hint's name
    """How the builder shows a setting."""
    hints = {"widget": widget, "label": label, "help": help, "placeholder": placeholder}
    return {name: hint for name, hint in hints.items() if hint}


PROMPT_NAME = r"^[a-z0-9][a-z0-9._-]{0,63}(@[a-z0-9][a-z0-9_-]{0,31})?$"
"""A prompt of the library: `name` for the version that is live, `name@label` or `name@3`."""
PROMPT: dict[str, dict[str, Any]] = {
    "prompt": {
        "type": ["string", "null"],
        "pattern": PROMPT_NAME,
        "x-ui": ui(
            "prompt", "Prompt", "One of your prompts, said before the step's own words. Needs a language model."
        ),
    },
    "prompt_values": {
        "type": "object",
        "x-ui": ui("keyvalue", "Values of the prompt", "By the names of its variables."),
    },
}


def settings(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of a step's `with`."""
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def output(**properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of a step's output."""
    return {"type": "object", "properties": properties}


ADDRESSES: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "maxItems": 100,
    "items": {"type": "string", "minLength": 1, "maxLength": 120},
}
TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "number"}

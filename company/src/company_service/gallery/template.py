"""What a template is: a workflow, the agent that owns it, a sample to try it on, and what people want to know first.

Its texts stand in English and German side by side (`say`); `in_language` chooses. What a model reads, what a port is
called and the sample itself are English: conditions compare them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

Language = Literal["en", "de"]
Category = Literal["finance", "service", "sales", "people", "legal", "it"]

PEOPLE = ["role:operator", "role:admin", "role:owner"]
"""Whom templates tell and ask, until their user names somebody."""


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    en: str
    de: str


@dataclass(frozen=True)
class Attached:
    """A file of the sample: one of the sample invoices by its name, or one with this text."""

    name: str
    text: str = ""


@dataclass(frozen=True)
class AgentPlan:
    """The agent that a template's workflow is to belong to."""

    name: Words
    role: Words
    goal: Words
    instructions: Words


@dataclass(frozen=True)
class Template:
    """A process that is ready to use. `graph` and `sample` may hold `Words`, `sample` also `Attached`."""

    key: str
    category: Category
    icon: str
    name: Words
    promise: Words
    audience: Words
    how: tuple[Words, ...]
    """What it does, a sentence for each stage."""
    needs: tuple[Words, ...]
    """What must be connected before it does real work; nothing for what runs as it stands."""
    minutes_saved: float
    agent: AgentPlan
    graph: Mapping[str, Any]
    sample: Mapping[str, Any]
    sample_about: Words
    asks: bool = field(default=False)
    """Whether somebody is asked for a decision when it is tried on the sample."""


def say(en: str, de: str) -> Words:
    """A text in both languages."""
    return Words(en, de)


def in_language(value: Any, language: Language) -> Any:
    """Any data with every text in one language."""
    match value:
        case Words():
            return getattr(value, language)
        case Mapping():
            items = cast("Mapping[Any, Any]", value).items()
            return {in_language(name, language): in_language(each, language) for name, each in items}
        case list():
            return [in_language(each, language) for each in cast("list[Any]", value)]
        case _:
            return value


def text_field(title: Words, *, long: bool = False, help: Words | None = None) -> dict[str, Any]:  # noqa: A002 - the form's word
    """A text that a run is given."""
    shown: dict[str, Any] = {"type": "string", "minLength": 1, "title": title}
    if help:
        shown["description"] = help
    return {**shown, "maxLength": 50_000, "x-ui": {"widget": "textarea"}} if long else {**shown, "maxLength": 200}


def takes(required: list[str], **fields: dict[str, Any]) -> dict[str, Any]:
    """The input of a workflow."""
    return {"type": "object", "properties": fields, "required": required}


def places(**at: tuple[int, int]) -> dict[str, Any]:
    """Where each step stands on the canvas."""
    return {step: {"x": x, "y": y} for step, (x, y) in at.items()}


def answered(body: Any, status: int = 200) -> dict[str, Any]:
    """What another system is taken to have answered when the draft is tried: nothing is sent then."""
    return {"output": {"status": status, "headers": {}, "body": body}}

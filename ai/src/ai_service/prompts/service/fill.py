"""Fills prompts in: for who looks at them, and for who asks a model with them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ai_service.deps import Deps
from ai_service.prompts import rules
from ai_service.prompts.rules import Named, Whole
from ai_service.prompts.schemas import LIVE, FillBody, PromptContent, PromptDraft, RenderedMessage, RenderedPrompt
from ai_service.prompts.service import loading
from kernel.identity import Principal

_UNNAMED = "this prompt"


@dataclass(frozen=True)
class Wanted:
    """A prompt that a request names, with its values."""

    name: str
    label: str | None
    version: int | None
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class FilledIn:
    """What a model is asked with, and the version that says so."""

    name: str
    version: int
    messages: list[RenderedMessage]
    content: PromptContent


async def filled_in(wanted: Wanted, *, by: Principal, deps: Deps) -> FilledIn:
    """The messages of a prompt. Raises `NoSuchPrompt`, `PromptNotFilled`, `PromptMistaken`, `PartialsInACircle`."""
    named = Named(wanted.name, None if wanted.version else wanted.label or LIVE, wanted.version)
    async with deps.db.read() as tx:
        prompt = await loading.there(tx, by.company_id, wanted.name)
        version = await loading.version_of(tx, by.company_id, prompt, named)
        whole = await loading.whole(tx, by.company_id, loading.content_of(version), wanted.name)
    # In a thread: a long text with loops may take half a second, and others must not wait for it.
    messages = await asyncio.to_thread(rules.filled, whole, wanted.variables)
    return FilledIn(wanted.name, version["number"], messages, whole.content)


async def render(name: str, body: FillBody, *, by: Principal, deps: Deps) -> RenderedPrompt:
    """A kept version with these values."""
    found = await filled_in(Wanted(name, body.label, body.version, body.variables), by=by, deps=deps)
    return _rendered(found.name, found.version, found.messages, found.content)


async def preview(body: PromptDraft, *, by: Principal, deps: Deps) -> RenderedPrompt:
    """Content that is not kept yet, checked as if it were to be, with these values."""
    async with deps.db.read() as tx:
        whole = await loading.whole(tx, by.company_id, body.content, body.name or _UNNAMED)
    messages = await asyncio.to_thread(_checked, whole, body.variables)
    return _rendered(body.name or "", 0, messages, body.content)


def _checked(whole: Whole, variables: Mapping[str, Any]) -> list[RenderedMessage]:
    rules.check(whole)
    return rules.filled(whole, variables)


def _rendered(name: str, version: int, messages: list[RenderedMessage], content: PromptContent) -> RenderedPrompt:
    return RenderedPrompt(
        name=name,
        version=version,
        messages=messages,
        model=content.model,
        settings=content.settings,
        tokens=rules.tokens(messages),
    )

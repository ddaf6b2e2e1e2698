"""Asks a provider whether it answers: one cheap call, and how it went in plain words. No transaction may be open."""

import asyncio
import time
from dataclasses import dataclass

from ai_service.providers.catalogue import Kind, OpenedProvider, Opening
from ai_service.providers.openai_compatible.presets import preset_named
from ai_service.providers.vocabulary import ModelInfo
from ai_service.vendors.schemas import TestResult
from contracts.ai import ChatMessage, ChatRequest
from kernel.problems import Problem

_PATIENCE_SECONDS = 20.0
_SHOWN_MODELS = 500


@dataclass(frozen=True)
class Tried:
    """A provider to be tried, not stored or not yet."""

    kind: Kind
    opening: Opening
    name: str

    @property
    def model(self) -> str | None:
        """Its usual model."""
        return self.opening.option("model") or None


async def list_models(tried: Tried) -> TestResult:
    """Have it list its models: that costs nothing, and shows whether address and key are good."""
    return await _timed(tried, speak=_lists_for_everybody(tried))


async def have_it_speak(tried: Tried) -> TestResult:
    """Have it list its models, and its usual one say a word."""
    return await _timed(tried, speak=True)


async def _timed(tried: Tried, *, speak: bool) -> TestResult:
    began = time.monotonic()
    names: list[str] = []
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            message = await _asked(tried, names, speak=speak)
        ok = True
    except TimeoutError:
        ok, message = False, f"{tried.name} did not answer within {_PATIENCE_SECONDS:.0f} s."
    except Problem as problem:
        ok, message = False, f"{problem.title}. {problem.detail}".strip()
    return TestResult(ok=ok, message=message, models=names, model=tried.model, seconds=time.monotonic() - began)


async def _asked(tried: Tried, names: list[str], *, speak: bool) -> str:
    provider = tried.kind.open(tried.opening)
    try:
        listed = await provider.models()
        names += [model.name for model in listed[:_SHOWN_MODELS]]
        if speak and tried.model and _writes(tried.model, listed):
            await _say_a_word(provider, tried.model)
            return f"{tried.model} answers."
    finally:
        await provider.close()
    count = f"{len(listed)} model{'' if len(listed) == 1 else 's'}"
    if _lists_for_everybody(tried):
        return (
            f"{tried.name} lists {count}, as it does for everybody. Name a usual model to see whether the key is good."
        )
    return f"{tried.name} answers and lists {count}."


def _lists_for_everybody(tried: Tried) -> bool:
    return bool(tried.kind.presets) and preset_named(tried.opening.preset).open_list


def _writes(model: str, listed: list[ModelInfo]) -> bool:
    return next(("chat" in each.abilities for each in listed if each.name == model), True)


async def _say_a_word(provider: OpenedProvider, model: str) -> None:
    hello = ChatMessage(role="user", content="Answer with the word: ready")
    await provider.complete(ChatRequest(messages=[hello], max_tokens=16), model=model)

"""Looks for model servers on this machine, so that they can be offered. Nothing is used unasked."""

import asyncio
from collections.abc import Mapping, Set

from ai_service.credentials.rules import networks_for
from ai_service.providers.openai_compatible.dialect import PLAIN
from ai_service.providers.openai_compatible.presets import preset_named
from ai_service.providers.vocabulary import Access
from ai_service.vendors.schemas import Found
from kernel.problems import Problem

_PATIENCE_SECONDS = 1.5
_SHOWN_MODELS = 50


async def on_this_machine(servers: Mapping[str, int], known: Set[str]) -> list[Found]:
    """The servers that answer as OpenAI does and whose address is not among the known ones."""
    places = {name: f"http://127.0.0.1:{port}/v1" for name, port in servers.items()}
    asked = [_found(name, url, servers) for name, url in places.items() if url not in known]
    return [each for each in await asyncio.gather(*asked) if each is not None]


async def _found(preset: str, url: str, servers: Mapping[str, int]) -> Found | None:
    if not await _listens(url):
        return None
    from ai_service.providers.openai.provider import OpenAiProvider

    provider = OpenAiProvider(Access(url, "", _PATIENCE_SECONDS, networks_for(url, (), servers)), PLAIN)
    try:
        models = await provider.models()
    except Problem:
        return None
    finally:
        await provider.close()
    names = [model.name for model in models[:_SHOWN_MODELS]]
    return Found(kind="openai-compatible", preset=preset, title=preset_named(preset).title, base_url=url, models=names)


async def _listens(url: str) -> bool:
    """Whether anything is there at all: the SDK need not be imported to find that nothing is."""
    port = int(url.rpartition(":")[2].partition("/")[0])
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True

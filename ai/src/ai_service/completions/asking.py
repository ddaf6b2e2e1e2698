"""The stage at the end of the way out: one target is asked, by the relay where it speaks the caller's dialect, else
through its provider."""

from ai_service.completions import relaying, translating
from ai_service.completions.deps import Hub
from ai_service.completions.stages import Answer, Ask
from ai_service.providers.connected import Connected
from ai_service.routing.rules import Candidate


async def ask_target(ask: Ask, candidate: Candidate, connected: Connected, deps: Hub) -> Answer:
    """Its answer, or one that has begun. Raises the problems of `ai_service.providers.problems`."""
    if ask.dialect is not None and relaying.speaks(connected) == ask.dialect:
        return await relaying.ask(ask, candidate, connected, deps)
    return await translating.ask(ask, candidate, connected, deps)

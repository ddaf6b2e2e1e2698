"""The stage that sets money aside before anyone is asked."""

from ai_service.completions.deps import Hub
from ai_service.completions.stages import Ask, Hold, Spent
from ai_service.routing.resolving import Route


class _Nothing:
    """Nothing is budgeted, so nothing was set aside."""

    async def settle(self, spent: list[Spent]) -> None:
        return None

    async def release(self) -> None:
        return None


NOTHING_HELD = _Nothing()


async def reserved(ask: Ask, route: Route, deps: Hub) -> Hold:
    """Money for the dearest of the targets: a fallback must not cost more than was set aside."""
    if deps.meter is None:
        return NOTHING_HELD
    taken, given = ask.needs.input_tokens, ask.needs.output_tokens or 0
    dearest = max(route.candidates, key=lambda each: each.cost(taken, given) or 0.0)
    return await deps.meter.reserve(ask, dearest)

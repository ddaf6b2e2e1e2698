"""Background work on budgets."""

from datetime import timedelta

from ai_service.budgets import service
from ai_service.deps import Deps
from kernel.jobs import Job


async def look_after_reservations(deps: Deps) -> None:
    """Vouch for this process's calls, then see to those of dead ones."""
    await service.vouch(deps)
    await service.sweep(deps)


reservations = Job("budget_reservations", timedelta(seconds=10), look_after_reservations)

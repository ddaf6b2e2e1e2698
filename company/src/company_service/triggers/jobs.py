"""What triggers need done every so often."""

from company_service.deps import Deps
from company_service.triggers.service import schedules
from company_service.triggers.service.start import flush


async def fire_schedules(deps: Deps) -> None:
    """Start what is due."""
    await schedules.fire_due(deps)


async def note_firings(deps: Deps) -> None:
    """Write down how often triggers fired."""
    await flush(deps)

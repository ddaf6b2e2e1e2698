"""Background work of roles."""

from company_service.deps import Deps
from company_service.roles.service import standing


async def say_access_changes(deps: Deps) -> None:
    """Tell services again whose access changed lately: a note on the bus may be lost, a service may start late."""
    await standing.say_changes(deps)

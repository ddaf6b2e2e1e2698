"""What approvals need done every so often."""

from company_service.approvals import service
from company_service.deps import Deps


async def remind(deps: Deps) -> None:
    """Remind people of what they have not decided, and ask others where it is time."""
    await service.remind(deps=deps)

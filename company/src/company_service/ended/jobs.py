"""What ended runs need done every so often."""

from company_service.deps import Deps
from company_service.ended import service


async def follow_ends(deps: Deps) -> None:
    """Count runs that ended, and have them found by their words."""
    await service.follow(deps)

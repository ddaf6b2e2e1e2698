"""What searching needs done every so often."""

from company_service.deps import Deps
from company_service.search import service


async def index_runs(deps: Deps) -> None:
    """Write the words of runs that ended meanwhile."""
    await service.index(deps)

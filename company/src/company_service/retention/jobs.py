"""What retention does every so often."""

from company_service.deps import Deps
from company_service.retention import service


async def forget_runs(deps: Deps) -> None:
    """Delete the runs whose time is over."""
    await service.forget(deps)

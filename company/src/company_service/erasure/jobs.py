"""Background work of the end of companies."""

from company_service.deps import Deps
from company_service.erasure import service


async def erase_companies(deps: Deps) -> None:
    """Delete what is to be deleted by now."""
    await service.erase_due(deps)

"""Keeps the keys young."""

from auth_service.deps import Deps


async def rotate_keys(deps: Deps) -> None:
    """Make, promote and forget keys as their age asks for."""
    await deps.signer.rotate()

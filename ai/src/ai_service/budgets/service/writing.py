"""Units of work on what stands under budgets, repeated when the database broke a deadlock by giving one up."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from ai_service.deps import Deps
from kernel.db import Tx

R = TypeVar("R")
_TRIES = 6
_GIVEN_UP = frozenset({1205, 1213})
"""MySQL: waited too long for a lock; chosen to end a deadlock. Nothing was changed, and a repeat is asked for."""


async def written(work: Callable[[Tx], Awaitable[R]], deps: Deps) -> R:
    """Do the work as one transaction."""
    for tries in range(1, _TRIES):
        try:
            async with deps.db.begin() as tx:
                return await work(tx)
        except OperationalError as error:
            if getattr(error.orig, "args", (None,))[0] not in _GIVEN_UP:
                raise
            await asyncio.sleep(0.01 * tries)
    async with deps.db.begin() as tx:
        return await work(tx)

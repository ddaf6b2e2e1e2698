"""Every query on signing keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.keys.tables import signing_keys as t
from kernel.db import Row, Tx


async def every(tx: Tx) -> Sequence[Row]:
    """All keys, oldest first."""
    return await tx.all(sa.select(t).order_by(t.c.generation))


async def add(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a key, unless another process was faster."""
    await tx.insert_if_absent(t, row)


async def promote(tx: Tx, generation: int, now: datetime) -> None:
    """Let the key sign from now on."""
    waiting = (t.c.generation == generation) & t.c.active_from.is_(None)
    await tx.execute(sa.update(t).where(waiting).values(active_from=now))


async def forget(tx: Tx, generations: Sequence[int]) -> None:
    """Remove keys."""
    await tx.execute(sa.delete(t).where(t.c.generation.in_(generations)))

"""Every query on channels, each within one company."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from kernel.db import Row, Tx
from notifications_service.channels.tables import email_channels as t


async def email(tx: Tx, company_id: str) -> Row | None:
    """The company's mail server."""
    return await tx.one_or_none(sa.select(t).where(t.c.company_id == company_id))


async def save_email(tx: Tx, company_id: str, values: Mapping[str, Any]) -> None:
    """Set the company's mail server."""
    if not await tx.insert_if_absent(t, {"company_id": company_id, **values}):
        await tx.execute(sa.update(t).where(t.c.company_id == company_id).values(**values))

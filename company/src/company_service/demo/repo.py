"""Every query on sample contents, each within one company."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from company_service.demo.tables import demos
from kernel.db import Row, Tx


async def claim(tx: Tx, row: Mapping[str, Any]) -> Row | None:
    """What the company has: this row, or an earlier one (`row` names its `company_id`)."""
    await tx.insert_if_absent(demos, row)
    return await tx.one_or_none(sa.select(demos).where(demos.c.company_id == row["company_id"]))


async def choose_workflow(tx: Tx, company_id: str, workflow_id: str) -> None:
    """Another workflow stands in for one that was deleted."""
    await tx.execute(sa.update(demos).where(demos.c.company_id == company_id).values(workflow_id=workflow_id))

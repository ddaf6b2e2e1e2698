"""What is said to runs: rows of their inbox, written in somebody else's transaction. The first with a name counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.engine.tables import run_inbox, step_runs
from company_service.engine.values import object_of
from kernel.db import Tx


async def tell(tx: Tx, company_id: str, at: datetime, message: Mapping[str, Any]) -> bool:
    """Write a message (`run_id`, `name`, …); says whether it is the first of its name."""
    return await tx.insert_if_absent(
        run_inbox, {"company_id": company_id, "created_at": at, "taken": False, **message}
    )  # fmt: skip


async def ask_to_stop(tx: Tx, company_id: str, run_id: str, at: datetime, by: str | None = None) -> None:
    """Ask a run to stop; one that has ended stays as it is."""
    await tell(tx, company_id, at, {"run_id": run_id, "name": "cancel", "attempt": 0, "by": by})


async def signal(
    tx: Tx, company_id: str, waits: tuple[str, str], payload: Any, at: datetime, by: str | None = None
) -> bool | None:
    """Tell a step of a run what it waits for; False: somebody was first, None: it does not wait for anything."""
    run_id, step = waits
    wanted = (step_runs.c.company_id == company_id) & (step_runs.c.run_id == run_id) & (step_runs.c.step == step)
    row = await tx.one_or_none(sa.select(step_runs).where(wanted))
    waiting = object_of(row["waiting_for"] if row and row["status"] == "waiting" else None)
    if row is None or waiting.get("kind") in {None, "retry"}:
        return None
    message = {
        "run_id": run_id, "name": f"{step}#{row['output_seq']}", "step": step, "attempt": row["attempt"],
        "payload": payload, "by": by,
    }  # fmt: skip
    return await tell(tx, company_id, at, message)

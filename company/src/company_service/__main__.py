"""Run the company service as a process of its own: `python -m company_service`, or `… worker` to execute runs only.

`… pause [REASON]` holds back every run of the installation, `… resume` lets them go on.
"""

import asyncio
import os
import sys
from collections.abc import Mapping

from company_service.app import manifest, worker
from company_service.engine.controls import pause_everything, resume_everything
from company_service.settings import DEFAULT_WORKERS
from kernel.db import Database
from kernel.service import serve, utc_now


def work(source: Mapping[str, str]) -> int:
    """Execute runs until told to stop; only `/healthz`, `/readyz` and `/metrics` are served."""
    workers = source.get("ENGINE_WORKERS", "")
    serve(worker, {**source, "ENGINE_WORKERS": str(DEFAULT_WORKERS) if workers in {"", "0"} else workers})
    return 0


async def hold(db: Database, reason: str | None) -> None:
    """Pause everything for this reason, or (none) let it go on; processes that run heed it within a second."""
    try:
        if reason is None:
            await resume_everything(db)
        else:
            await pause_everything(db, reason, utc_now())
    finally:
        await db.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        sys.exit(work(os.environ))
    if sys.argv[1:2] in (["pause"], ["resume"]):
        reason = " ".join(sys.argv[2:]) if sys.argv[1] == "pause" else None
        sys.exit(asyncio.run(hold(Database(os.environ["DATABASE_URL"]), reason)))
    serve(manifest, os.environ)

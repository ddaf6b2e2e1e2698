"""Run the company service as a process of its own: `python -m company_service`, or `… worker` to execute runs only.

`… pause [REASON]` holds back every run of the installation, `… resume` lets them go on; `… verify-audit [COMPANY]`
checks the audit log.
"""

import asyncio
import os
import sys
import time
from collections.abc import Mapping

from company_service.app import manifest, worker
from company_service.audit.service.checking import check
from company_service.audit.service.writing import Ledger, checkpoints_in
from company_service.engine.controls import pause_everything, resume_everything
from company_service.settings import DEFAULT_WORKERS
from kernel.db import Database
from kernel.secrets import box_from_text
from kernel.service import ProcessSettings, load, serve, utc_now


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


async def verify_audit(ledger: Ledger, company: str | None) -> int:
    """Check the audit logs, say what was found, and answer the exit code: 1 where something is wrong."""
    began = time.perf_counter()
    try:
        counts, findings = await check(ledger, company)
    finally:
        await ledger.db.close()
    for each, count in counts.items():
        print(f"{each}: {count} entries are as they were written")
    for finding in findings:
        print(f"{finding.company_id or 'checkpoints'}: WRONG at {finding.seq} ({finding.what}). {finding.words}")
    if counts and not ledger.checkpoints.exists():
        print(f"{ledger.checkpoints} is not there: whether entries are missing at the end cannot be told.")
    print(f"{sum(counts.values())} entries of {len(counts)} companies in {time.perf_counter() - began:.1f} s")
    return 1 if findings else 0


def _ledger(source: Mapping[str, str]) -> Ledger:
    settings = load(ProcessSettings, source)
    secrets = box_from_text(settings.encryption_keys)
    return Ledger(Database(settings.database_url), secrets, checkpoints_in(settings.data_dir))


if __name__ == "__main__":
    if sys.argv[1:2] == ["verify-audit"]:
        sys.exit(asyncio.run(verify_audit(_ledger(os.environ), sys.argv[2] if sys.argv[2:] else None)))
    if sys.argv[1:] == ["worker"]:
        sys.exit(work(os.environ))
    if sys.argv[1:2] in (["pause"], ["resume"]):
        reason = " ".join(sys.argv[2:]) if sys.argv[1] == "pause" else None
        sys.exit(asyncio.run(hold(Database(os.environ["DATABASE_URL"]), reason)))
    serve(manifest, os.environ)

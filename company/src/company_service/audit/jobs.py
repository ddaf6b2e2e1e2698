"""Checks every log now and then, and forgets what is older than it is kept."""

from datetime import timedelta

from company_service.audit import repo
from company_service.audit.service import checking, writing
from company_service.audit.service.reading import ledger_of
from company_service.deps import Deps
from kernel.telemetry import get_logger

_log = get_logger(__name__)


async def check_logs(deps: Deps) -> None:
    """Check every company's log; what is wrong is kept for its people and said in the service's own log."""
    async with deps.db.read() as tx:
        companies = sorted(await repo.companies(tx))
    for company_id in companies:
        if finding := await checking.check_and_keep(ledger_of(deps), company_id, deps.clock()):
            _log.error("audit_log_tampered", company_id=company_id, seq=finding.seq, what=finding.what)


async def forget_entries(deps: Deps) -> None:
    """Forget entries that are older than they are kept."""
    kept = max(timedelta(days=deps.audit_days), writing.LEAST_KEPT)
    await writing.forget(ledger_of(deps), deps.clock() - kept)

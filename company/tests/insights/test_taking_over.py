"""An installation that has runs, and totals of deleted ones, gets figures of both."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from company.tests.insights.made import FLOW, Json, at, ended
from company.tests.world import AGENT
from company_service.app import manifest
from company_service.engine.tables import run_ends, runs
from company_service.insights.tables import run_rollups
from company_service.retention.tables import run_totals
from kernel.db import Database, migrate
from tests.harness import COMPANY

pytestmark = pytest.mark.migrates


def _total(day: str, status: str, count: int) -> Json:
    key = {"company_id": COMPANY, "day": day, "workflow_id": FLOW, "agent_id": AGENT, "status": status}
    return {**key, "runs": count, "cost": 0.5, "seconds": 10.0}


async def test_runs_that_ended_are_queued_and_totals_of_deleted_ones_become_days_of_the_past(
    tmp_path: Path, database_url: str
):
    db = Database(database_url)
    await migrate(db, manifest.package, to="0010")  # before there were insights
    done, test = ended(at("2026-07-14T08:00"), 1), ended(at("2026-07-14T08:00"), 2, trigger="test")
    going = ended(at("2026-07-14T08:00"), 3, "running", ended_at=None)
    async with db.begin() as tx:
        await tx.execute(sa.insert(runs), [done, test, going])
        totals = [_total("2026-03-01", "succeeded", 4), _total("2026-03-01", "failed", 1)]
        await tx.execute(sa.insert(run_totals), [*totals, _total("2026-03-02", "cancelled", 2)])

    await migrate(db, manifest.package)

    async with db.read() as tx:
        queued = [row["run_id"] for row in await tx.all(sa.select(run_ends))]
        past = await tx.all(sa.select(run_rollups).order_by(run_rollups.c.minute))
    await db.close()
    assert queued == [done["id"]]
    assert [(row["grain"], row["minute"] * 60) for row in past] == [
        ("past", int(at("2026-03-01T00:00").timestamp())),
        ("past", int(at("2026-03-02T00:00").timestamp())),
    ]
    assert [(row["succeeded"], row["failed"], row["cancelled"], row["cost"]) for row in past] == [
        (4, 1, 0, 1.0),
        (0, 0, 2, 0.5),
    ]
    assert [row["times"] for row in past] == [{}, {}]

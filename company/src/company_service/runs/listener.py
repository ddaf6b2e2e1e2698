"""What other tables and other services must know of the engine: true in the transaction that makes it so."""

from collections.abc import Sequence

from company_service.approvals import service as approvals
from company_service.effects import service as effects
from company_service.engine.entries import Ended, Unsure, Withdrawn
from company_service.engine.steps import TEST
from company_service.events import service as events
from contracts.events import RunEnded
from kernel.db import Tx


class RunListener:
    """Hears of the engine."""

    def run_ended(self, ended: Ended) -> RunEnded | None:
        """Others are told, unless the run only tried a draft."""
        if ended.trigger == TEST:
            return None
        return RunEnded(
            company_id=ended.company_id,
            run_id=ended.run_id,
            workflow_id=ended.workflow_id,
            agent_id=ended.agent_id or "",
            status=ended.status,
            seconds=(ended.ended_at - ended.started_at).total_seconds(),
            cost=ended.cost,
            ended_at=ended.ended_at,
        )

    async def steps_withdrawn(self, tx: Tx, withdrawn: Sequence[Withdrawn]) -> None:
        """Nobody needs to answer these any more."""
        for each in withdrawn:
            await approvals.withdraw(tx, each.company_id, each.run_id, each.step)
            await events.end_wait(tx, each.company_id, each.run_id, each.step)
            await effects.withdraw(tx, each.company_id, each.run_id, each.step)

    async def steps_unsure(self, tx: Tx, unsure: Sequence[Unsure]) -> None:
        """Somebody must say what became of these."""
        for each in unsure:
            await effects.note(tx, each)

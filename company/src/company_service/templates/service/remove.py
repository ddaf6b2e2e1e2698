"""Removing what was made to try things out: the sample company, and drafts of templates that nobody changed.

What somebody made their own stays: a draft that was changed or published, and an agent that has other workflows.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from company_service.demo.rules import AGENT_KEY
from company_service.deps import Deps
from company_service.engine import forgetting
from company_service.retention.service import clear
from company_service.runs.schemas import CancelBody
from company_service.runs.service import control
from company_service.templates import repo, rules
from company_service.templates.problems import SamplesAtWork
from company_service.templates.schemas import SamplesView
from company_service.workflows import service as workflows
from contracts.agents import AgentSummary
from kernel.identity import Principal

_TOGETHER = 20
_TRIES, _PAUSE = 50, 0.1
"""How often, and after how many seconds, it is looked whether the cancelled runs have stopped."""


@dataclass(frozen=True)
class _Samples:
    """What there is to remove."""

    workflow_ids: Sequence[str]
    names: Sequence[str]
    agents: Sequence[AgentSummary]


async def look(*, by: Principal, deps: Deps) -> SamplesView:
    """What removing would remove."""
    found = await _found(by=by, deps=deps)
    async with deps.db.read() as tx:
        count = await repo.count_runs(tx, by.company_id, found.workflow_ids)
    return _view(found, count)


async def remove(*, by: Principal, deps: Deps) -> SamplesView:
    """Remove it; says what was removed. Raises `SamplesAtWork` when runs do not stop in time; then the rest stays."""
    found = await _found(by=by, deps=deps)
    for each in found.workflow_ids:
        await control.cancel(CancelBody(workflow_id=each), by=by, deps=deps)
    count = await _take_runs(found.workflow_ids, by=by, deps=deps)
    for each in found.workflow_ids:
        await workflows.delete(each, by=by, deps=deps)
    for agent in found.agents:
        await deps.agents.remove(agent.id, by)
    await clear(deps)
    return _view(found, count)


def _view(found: _Samples, count: int) -> SamplesView:
    return SamplesView(workflows=list(found.names), agents=[each.name for each in found.agents], runs=count)


async def _found(*, by: Principal, deps: Deps) -> _Samples:
    tried = await deps.agents.made(by, prefix=rules.KEYS)
    agents = [*await deps.agents.made(by, prefix=AGENT_KEY), *tried]
    async with deps.db.read() as tx:
        rows = await repo.samples(tx, by.company_id, [each.id for each in tried])
        ids = [row["id"] for row in rows]
        busy = await repo.agents_with_others(tx, by.company_id, [each.id for each in agents], ids)
    return _Samples(ids, [row["name"] for row in rows], [each for each in agents if each.id not in busy])


async def _take_runs(workflow_ids: Sequence[str], *, by: Principal, deps: Deps) -> int:
    """Take the runs of these workflows away as they come to their end; answers how many."""
    count = 0
    for _ in range(_TRIES):
        taken = _TOGETHER
        while taken == _TOGETHER:
            async with deps.db.begin() as tx:
                taken = len(await forgetting.take_of(tx, by.company_id, workflow_ids, _TOGETHER))
            count += taken
        async with deps.db.read() as tx:
            left = await repo.count_runs(tx, by.company_id, workflow_ids)
        if not left:
            return count
        await asyncio.sleep(_PAUSE)
    raise SamplesAtWork("Their runs were asked to stop and are not done yet. Try again in a minute.")

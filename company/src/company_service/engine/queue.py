"""Whose turn it is: queued runs are taken round and round, a company at a time and in it a workflow at a time.

So a company with ten thousand queued runs holds up no other, and a workflow that is paused or at its limit holds up no
other of its company. Each look reads the heads of queues by index; it never walks along one.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa

from company_service.engine.controls import Standing, allowed
from company_service.engine.tables import runs
from kernel.db import Tx

MOST_QUEUES = 200
"""Queues looked at in one go; the next look begins behind the last."""


class FairQueue:
    """Picks queued runs, fairly. Remembers whose turn was last."""

    def __init__(self) -> None:
        self._last = ""

    async def pick(self, tx: Tx, room: int, standing: Standing, now: datetime) -> list[str]:
        """The ids of at most `room` runs that may begin, in the order in which they should."""
        queues: dict[str, list[tuple[str, str]]] = {}
        async for company_id, workflow_id in self._queues(tx):
            if standing.pause(company_id, workflow_id, None) is None:
                queues.setdefault(company_id, []).append((company_id, workflow_id))
        picked: list[Sequence[str]] = []
        for mine in queues.values():
            share = max(1, room // len(queues) // len(mine))
            heads = [await self._head(tx, *queue, share, standing, now) for queue in mine]
            picked.append(_in_turns(heads))
        return _in_turns(picked)[:room]

    async def _queues(self, tx: Tx) -> AsyncIterator[tuple[str, str]]:
        """Companies and workflows with something queued, beginning behind the company that came last."""
        count = 0
        first, after = self._last, self._last
        for limit in (None, first):  # once to the end, then from the beginning up to where it began
            while count < MOST_QUEUES and (company_id := await self._next_company(tx, after, limit)):
                after = self._last = company_id
                workflow_id = ""
                while workflow_id := await self._next_workflow(tx, company_id, workflow_id):
                    count += 1
                    yield company_id, workflow_id
            if count >= MOST_QUEUES or not first:
                return
            after = ""

    # across companies: it is asked whose turn it is
    @staticmethod
    async def _next_company(tx: Tx, after: str, up_to: str | None) -> str:
        wanted = [*_queued(), runs.c.company_id > after]
        if up_to is not None:
            wanted.append(runs.c.company_id <= up_to)
        return await tx.scalar(sa.select(sa.func.min(runs.c.company_id)).where(*wanted)) or ""

    @staticmethod
    async def _next_workflow(tx: Tx, company_id: str, after: str) -> str:
        wanted = (*_queued(), runs.c.company_id == company_id, runs.c.workflow_id > after)
        return await tx.scalar(sa.select(sa.func.min(runs.c.workflow_id)).where(*wanted)) or ""

    @staticmethod
    async def _head(
        tx: Tx, company_id: str, workflow_id: str, share: int, standing: Standing, now: datetime
    ) -> Sequence[str]:
        if (company_id, workflow_id) in standing.limits:
            share = await allowed(tx, company_id, workflow_id, share, now)
        mine = (runs.c.company_id == company_id) & (runs.c.workflow_id == workflow_id)
        query = sa.select(runs.c.id, runs.c.agent_id).where(mine, *_queued())
        rows = await tx.all(query.order_by(runs.c.id).limit(share))
        return [row["id"] for row in rows if standing.pause(company_id, workflow_id, row["agent_id"]) is None]


# across companies: what of a run says that it is queued; whose it is, is asked besides
def _queued() -> tuple[sa.ColumnElement[bool], ...]:
    return runs.c.owner.is_(None), runs.c.status == "queued"


def _in_turns(queues: Sequence[Sequence[str]]) -> list[str]:
    """The first of each, then the second of each, and so on."""
    return [each for row in zip_longest(*queues) for each in row if each is not None]


def by_queue(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Ids of runs by company and workflow, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((row["company_id"], row["workflow_id"]), []).append(row["id"])
    return found

"""From the journal back into memory: graphs made ready once, runs replayed."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from company_service.engine import events as e
from company_service.engine.active import ActiveRun
from company_service.engine.again import held_from_bytes
from company_service.engine.graph import Graph
from company_service.engine.payloads import PayloadStore
from company_service.engine.plan import Plan, make_plan
from company_service.engine.projections import StepRow, rebuild
from company_service.engine.steps import RunInfo
from company_service.engine.tables import journal, run_graphs
from kernel.db import Database, Row

MAX_PLANS = 512


class Plans:
    """Plans by company and hash of the graph, the latest used ones kept."""

    def __init__(self) -> None:
        self._plans: OrderedDict[tuple[str, str], Plan] = OrderedDict()

    def get(self, company_id: str, digest: str) -> Plan | None:
        """The plan, if it is at hand."""
        plan = self._plans.get((company_id, digest))
        if plan:
            self._plans.move_to_end((company_id, digest))
        return plan

    def keep(self, company_id: str, digest: str, plan: Plan) -> Plan:
        """Have it at hand from now on."""
        self._plans[company_id, digest] = plan
        if len(self._plans) > MAX_PLANS:
            self._plans.popitem(last=False)
        return plan


class Loader:
    """Reads runs from the journal."""

    def __init__(self, db: Database, payloads: PayloadStore, plans: Plans) -> None:
        self._db = db
        self._payloads = payloads
        self._plans = plans

    async def load(self, row: Row, entries: Sequence[Row]) -> ActiveRun:
        """The run of this row of `runs`, as it stands in the journal."""
        plan = await self.plan(row["company_id"], row["graph_hash"])
        events = [(each["seq"], await self._event(each)) for each in entries]
        machine, projection = rebuild(plan, events)
        projection.changed.clear()
        projection.run_changed = False
        run = ActiveRun(info_of(row), plan, row["fence"], machine, projection, seq=len(events))
        started = (event for _, event in events if isinstance(event, e.StepStarted))
        run.inputs = {event.step: event.value or {} for event in started if event.step in machine.open}
        if machine.started and (held := machine.started.facts.get("held")):
            run.held = held_from_bytes(await self._payloads.get(row["company_id"], held, run_id=row["id"]))
        return run

    async def events(self, company_id: str, run_id: str) -> list[e.Event]:
        """What happened in a run, in order."""
        rows = (await self.entries([run_id])).get(run_id, ())
        return [await self._event(each) for each in rows if each["company_id"] == company_id]

    async def rows(self, row: Row, entries: Sequence[Row]) -> dict[str, StepRow]:
        """The rows of all its steps as the journal alone gives them, by key."""
        plan = await self.plan(row["company_id"], row["graph_hash"])
        _, projection = rebuild(plan, [(each["seq"], await self._event(each)) for each in entries])
        return projection.changed

    async def entries(self, run_ids: Sequence[str]) -> dict[str, list[Row]]:
        """The journal of these runs."""
        found: dict[str, list[Row]] = {}
        async with self._db.read() as tx:
            # across companies: the runs are already chosen, and a worker serves every company
            ordered = sa.select(journal).where(journal.c.run_id.in_(run_ids)).order_by(journal.c.run_id, journal.c.seq)
            for row in await tx.all(ordered):
                found.setdefault(row["run_id"], []).append(row)
        return found

    async def plan(self, company_id: str, digest: str) -> Plan:
        """The plan of a graph that a run was started with."""
        known = self._plans.get(company_id, digest)
        if known:
            return known
        async with self._db.read() as tx:
            wanted = (run_graphs.c.company_id == company_id) & (run_graphs.c.hash == digest)
            graph = (await tx.execute(sa.select(run_graphs.c.graph).where(wanted))).scalar_one()
        return self._plans.keep(company_id, digest, make_plan(Graph.model_validate(graph)))

    async def _event(self, row: Row) -> e.Event:
        owner = (row["company_id"], row["run_id"])
        value = await value_of(self._payloads, owner, row["value"], row["value_ref"])
        return e.rebuild(row["kind"], row["at"], row["step"], row["attempt"], row["facts"], value)


async def value_of(payloads: PayloadStore, owner: tuple[str, str], text: str | None, ref: str | None) -> Any:
    """A value from its two columns. `owner`: the company and the run it is of."""
    if ref:
        return orjson.loads(await payloads.get(owner[0], ref, run_id=owner[1]))
    return orjson.loads(text) if text is not None else None


def info_of(row: Row) -> RunInfo:
    """What steps are told of their run."""
    return RunInfo(
        id=row["id"],
        company_id=row["company_id"],
        workflow_id=row["workflow_id"],
        workflow_name=row["workflow_name"],
        version=row["version"],
        agent_id=row["agent_id"],
        trigger=row["trigger"],
        started_by=row["started_by"],
        trigger_id=row["trigger_id"],
        depth=row["depth"] or 0,
        parent_run_id=row["parent_run_id"],
        parent_step=row["parent_step"],
        origin_run_id=row["origin_run_id"],
        started_at=row["created_at"],
    )

"""Workers that can be killed at a named point or at any moment. Started once, it forks one for each line it reads.

Each line is an order (see `Order`). For each it prints the worker's process id, and how the worker ended once it has:
the signal that killed it, or 0. The ledger, a file that outlives all of them, says what they did.
"""

import asyncio
import gc
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from company.tests.engine.worker import Ledger
from company.tests.engine.worlds import COMPANY
from company_service.effects.schemas import EffectUncertain
from company_service.engine.embedded import Options
from company_service.engine.facade import Engine, NewRun
from company_service.engine.payloads import FilePayloads
from company_service.engine.runner import Live
from company_service.engine.tables import step_runs
from company_service.engine.values import object_of
from company_service.live import announced, hearing_of_work, say_work
from company_service.runs.listener import RunListener
from contracts.events import RunEnded
from kernel.bus import Message, RedisBus
from kernel.db import Database, outbox_table
from kernel.egress import guarded_client, parse_networks
from kernel.jobs import attempt, run_forever
from kernel.outbox import first_time, relay_forever
from kernel.problems import Conflict
from kernel.service import utc_now
from kernel.telemetry import setup_logging
from tests.faults.graphs import graphs, step_types
from tests.faults.points import Trap, WatchedBus, WatchedDatabase, watch_payloads


@dataclass(frozen=True)
class Order:
    """One life of a worker: where it works, which runs (by id, each with its workflow), where it is to die, if so."""

    url: str
    folder: str
    ports: dict[str, int]
    runs: dict[str, str]
    point: str | None = None
    visit: int = 1
    leave_after: float | None = None
    """Seconds after which it stops in an orderly way, whatever is under way; None: when all runs have ended."""
    max_runs: int = 32
    redis: str | None = None
    """The bus; None: one inside the process, which visits the trap."""

    def as_line(self) -> str:
        """For a worker's standard input."""
        return json.dumps(asdict(self)) + "\n"


class Person:
    """Answers what waits for somebody, and stops the runs that are there to be stopped. Of an uncertain effect this
    person looks in the other system, and says what is so."""

    def __init__(self, order: Order, engine: Engine, db: Database, http: httpx2.AsyncClient) -> None:
        self._order = order
        self._engine = engine
        self._db = db
        self._http = http

    async def live(self) -> None:
        """Look and answer, for ever."""
        while True:
            await attempt("person", self._look())
            await asyncio.sleep(0.02)

    async def _look(self) -> None:
        wanted = step_runs.c.run_id.in_(self._order.runs) & step_runs.c.status.in_(("waiting", "running"))
        async with self._db.read() as tx:
            rows = await tx.all(sa.select(step_runs).where(step_runs.c.company_id == COMPANY, wanted))
        for row in rows:
            with suppress(Conflict):
                await self._look_at(
                    row["run_id"], row["step"], row["status"], object_of(row["waiting_for"]).get("kind")
                )

    async def _look_at(self, run_id: str, step: str, status: str, kind: str | None) -> None:
        if (step, status, self._order.runs[run_id]) == ("held", "running", "cancelled"):
            await self._engine.cancel(COMPANY, run_id, by="usr_a")
        elif kind in {"approval", "uncertain"}:
            answer = await self._truth(f"{run_id}:{step}") if kind == "uncertain" else {"choice": "yes"}
            async with self._db.begin() as tx:
                await self._engine.signal(tx, COMPANY, run_id, step, answer, by="usr_a")

    async def _truth(self, key: str) -> dict[str, Any]:
        seen = (await self._http.get(f"http://127.0.0.1:{self._order.ports['http']}/seen/{key}")).json()["seen"]
        return {"answer": "happened", "output": {"seen": seen}} if seen else {"answer": "did_not_happen"}


class Life:
    """One worker: an engine with the product's listener, a relay, a consumer, a person, and its runs."""

    def __init__(self, order: Order, http: httpx2.AsyncClient) -> None:
        self._order = order
        self._http = http
        self._folder = Path(order.folder)
        self._ledger = Ledger(self._folder / "ledger")
        self._trap = Trap(order.point, order.visit, self._died)
        self._db = WatchedDatabase(order.url, self._trap)
        self._bus = RedisBus(order.redis, consumer="killed") if order.redis else WatchedBus(self._trap)
        if order.point and order.point.startswith("payload"):
            watch_payloads(self._folder / "payloads", self._trap)

    def _died(self, name: str) -> None:
        self._ledger.write(killed_at=name, pid=os.getpid())

    async def live(self) -> None:
        """Work until all runs have ended and everybody knows, or as long as the order says."""
        async with self._telling(), announced(self._bus) as live, self._engine(live) as engine:
            (self._folder / f"up.{os.getpid()}").touch()
            async with hearing_of_work(self._bus, engine.nudge):
                person = asyncio.create_task(Person(self._order, engine, self._db, self._http).live())
                ends = asyncio.create_task(self._see_to_the_end(engine))
                await asyncio.wait({ends}, timeout=self._order.leave_after)
                if ends.done():
                    ends.result()
                for task in (person, ends):
                    task.cancel()
        await self._db.close()

    def _engine(self, live: Live) -> Engine:
        options = Options(
            max_runs=self._order.max_runs, lease=0.3, poll=0.05, drain=0.05, max_recoveries=1000, instance="killed"
        )  # fmt: skip
        types = step_types(self._ledger, self._order.ports, self._http, self._trap)
        store = FilePayloads(self._folder / "payloads")
        return Engine(self._db, types, store, clock=utc_now, listener=RunListener(), live=live, options=options)

    @asynccontextmanager
    async def _telling(self) -> AsyncGenerator[None]:
        await self._bus.subscribe("faults", [RunEnded.topic, EffectUncertain.topic], self._hear)
        relaying = run_forever("outbox", timedelta(seconds=1), lambda: relay_forever(self._db, self._bus))
        relay = asyncio.create_task(relaying)
        try:
            yield
        finally:
            relay.cancel()
            await self._bus.close()

    async def _hear(self, message: Message) -> None:
        """A consumer that keeps to the rule: a message counts once."""
        about = {"run": message.payload.get("run_id"), "status": message.payload.get("status")}
        async with self._db.begin() as tx:
            new = await first_time(tx, "faults", message)
        self._ledger.write(heard=message.topic, id=message.id, new=new, **about)

    async def _see_to_the_end(self, engine: Engine) -> None:
        known = graphs(f"http://127.0.0.1:{self._order.ports['http']}")
        for run_id, name in self._order.runs.items():
            new = NewRun(run_id, COMPANY, f"wfl_{name}", name, 1, known[name], {}, agent_id="agt_a")
            while not await attempt("start", self._start(engine, new)):
                await asyncio.sleep(0.1)
        for run_id in self._order.runs:
            while not await attempt("result", self._wait_for(engine, run_id)):
                await asyncio.sleep(0.1)
        while not (self._order.runs.keys() <= self._told() and await self._outbox_is_empty()):
            await asyncio.sleep(0.02)

    async def _outbox_is_empty(self) -> bool:
        try:
            async with self._db.read() as tx:
                return not await tx.scalar(sa.select(sa.func.count()).select_from(outbox_table))
        except SQLAlchemyError:  # the database is away
            return False

    async def _start(self, engine: Engine, new: NewRun) -> None:
        started = await engine.start(new)
        self._trap.visit("start, answered")
        if started.new:
            self._ledger.write(accepted=new.id)
        await say_work(self._bus, new.id)

    async def _wait_for(self, engine: Engine, run_id: str) -> None:
        await engine.result(COMPANY, run_id, 600)

    def _told(self) -> set[str]:
        lines = Ledger.read(self._folder / "ledger")
        return {line["run"] for line in lines if line.get("heard") == RunEnded.topic}


def say(number: int) -> None:
    """A line for who gave the order."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a worker for each order, and see it to its end."""
    setup_logging("worker", level="CRITICAL")
    http = guarded_client(parse_networks("127.0.0.0/8"))  # made here: reading certificates would cost each life more
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            code = 1
            try:
                asyncio.run(Life(Order(**json.loads(line)), http).live())
                code = 0
            finally:
                os._exit(code)
        say(child)
        _, status = os.waitpid(child, 0)
        say(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()

"""What engine tests work with: step types that record what they did, and an engine that can be opened again."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from company_service.engine.builtin import BUILT_IN
from company_service.engine.embedded import Options, TemporalServer
from company_service.engine.entries import Ended, Unsure, Withdrawn
from company_service.engine.facade import Engine, NewRun
from company_service.engine.payloads import FilePayloads
from company_service.engine.reading import Shown
from company_service.engine.steps import (
    Answer,
    DynamicPorts,
    Effect,
    Port,
    StepCall,
    StepInfo,
    StepResult,
    StepType,
    Waits,
    Write,
)  # fmt: skip
from company_service.runs.listener import RunListener
from contracts.events import RunEnded
from kernel.db import Database, Row, Tx, outbox_table
from kernel.ids import new_id
from kernel.problems import Unavailable
from kernel.service import utc_now

COMPANY = "com_a"


def info(name: str, effect: Effect = "read", **more: Any) -> StepInfo:
    return StepInfo(
        type=name, name=name, description="", category="data", icon="box", effect=effect, input_schema={}, **more
    )


class _Told(StepType):
    """A step type made of a function."""

    def __init__(self, about: StepInfo, answer: Callable[[StepCall], Any], *, repeatable: bool = False) -> None:
        self.info = about
        self._answer = answer
        self._repeatable = repeatable

    async def run(self, call: StepCall) -> Answer:
        found = self._answer(call)
        return await found if asyncio.iscoroutine(found) else found

    def repeatable(self, settings: Mapping[str, Any]) -> bool:
        return self._repeatable


@dataclass
class DemoSteps:
    """`echo` gives back its input, `flaky` fails so many times, `ask` waits for a signal, `hold` until it is let go."""

    done: list[str] = field(default_factory=list[str])
    keys: list[str] = field(default_factory=list[str])
    held: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    write: Write | None = None

    def types(self) -> Sequence[StepType]:
        return (
            *BUILT_IN,
            _Told(info("echo"), self._echo),
            _Told(info("flaky"), self._fail),
            _Told(info("break"), self._break),
            _Told(info("hold"), self._hold),
            _Told(info("send", "effect"), self._hold),
            _Told(info("send_with_key", "effect"), self._hold, repeatable=True),
            _Told(info("ask", ports=(Port("yes", "Yes"),), dynamic_ports=DynamicPorts("with.choices[]")), self._ask),
        )

    def _record(self, call: StepCall) -> None:
        self.done.append(call.step)
        self.keys.append(call.idempotency_key)

    def _echo(self, call: StepCall) -> StepResult:
        self._record(call)
        answered_by = {"provider": "local", "model": "echo", "method": "copy"}
        return StepResult(dict(call.input), cost=0.25, answered_by=answered_by, write=self.write)

    def _fail(self, call: StepCall) -> StepResult:
        self._record(call)
        if call.attempt <= call.input.get("times", 1):
            raise Unavailable("The other side is away.")
        return StepResult({"attempt": call.attempt})

    def _break(self, call: StepCall) -> StepResult:
        raise ZeroDivisionError(call.step)

    async def _hold(self, call: StepCall) -> StepResult:
        self._record(call)
        self.reached.set()
        await self.held.wait()
        return StepResult({"held": True})

    def _ask(self, call: StepCall) -> Answer:
        if call.signal is None:
            self.reached.set()
            wait = call.input.get("wait")
            until = call.at + timedelta(seconds=wait) if wait is not None else None
            return Waits("approval", call.input.get("title", "Pay?"), reference="apr_1", detail={"n": 1}, until=until)
        self._record(call)
        if call.signal.kind == "due":
            return StepResult({"choice": "late", "detail": call.waited}, port="late")
        return StepResult({**call.signal.payload, "by": call.signal.by}, port=call.signal.payload["choice"])


@dataclass
class Hearing:
    """A listener that remembers, and tells of ends as the product's does."""

    withdrawn: list[Withdrawn] = field(default_factory=list[Withdrawn])
    unsure: list[Unsure] = field(default_factory=list[Unsure])

    def run_ended(self, ended: Ended) -> RunEnded:
        return RunListener().run_ended(ended) or pytest.fail("no test run is a trial")

    async def steps_withdrawn(self, tx: Tx, withdrawn: Sequence[Withdrawn]) -> None:
        self.withdrawn += withdrawn

    async def steps_unsure(self, tx: Tx, unsure: Sequence[Unsure]) -> None:
        self.unsure += unsure


class World:
    """An engine that can be stopped and started again on the same database."""

    def __init__(
        self,
        db: Database,
        steps: DemoSteps,
        payloads: FilePayloads,
        stack: AsyncExitStack,
        temporal: TemporalServer | None = None,
    ) -> None:
        self.db = db
        self.temporal = temporal
        self.steps = steps
        self.payloads = payloads
        self.hearing = Hearing()
        self.live: list[tuple[str, int]] = []
        self.offset = timedelta()
        self._stack = stack
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        assert self._engine
        return self._engine

    def now(self) -> datetime:
        return utc_now() + self.offset

    def new_engine(self, **options: Any) -> Engine:
        known: dict[str, Any] = {"poll": 0.05, "drain": 0.2, "temporal": self.temporal, **options}
        if self.temporal:
            known.setdefault("lease", 2.0)  # so that it is soon known that a step is to be broken off
        return Engine(
            self.db,
            self.steps.types(),
            self.payloads,
            clock=self.now,
            listener=self.hearing,
            live=lambda _company, run, seq: self.live.append((run, seq)),
            options=Options(**known),
        )

    async def open(self, **options: Any) -> Engine:
        self._engine = await self._stack.enter_async_context(self.new_engine(**options))
        return self._engine

    async def restart(self, **options: Any) -> Engine:
        await self.engine.__aexit__()
        return await self.open(**options)

    async def start(self, graph: Mapping[str, Any], run_input: Any = None, **more: Any) -> str:
        new = self.new_run(graph, run_input, **more)
        return (await self.engine.start(new)).id

    def new_run(self, graph: Mapping[str, Any], run_input: Any = None, **more: Any) -> NewRun:
        values: dict[str, Any] = {
            "id": new_id("run"),
            "workflow_id": "wfl_a",
            "workflow_name": "Test",
            "version": 1,
        } | more
        return NewRun(company_id=COMPANY, graph=graph, input=run_input or {}, started_by="usr_a", **values)

    async def result(self, run_id: str, timeout: float = 20) -> Shown:
        return await self.engine.result(COMPANY, run_id, timeout)

    async def run(self, graph: Mapping[str, Any], run_input: Any = None) -> Shown:
        return await self.result(await self.start(graph, run_input))

    async def until(self, run_id: str, status: str) -> Shown:
        async with asyncio.timeout(20):
            while (shown := await self.engine.reading.run(COMPANY, run_id))["status"] != status:
                await asyncio.sleep(0.01)
        return shown

    async def steps_of(self, run_id: str) -> dict[str, Shown]:
        return {each["step"]: each for each in await self.engine.reading.steps(COMPANY, run_id)}

    async def signal(self, run_id: str, step: str, payload: Any) -> None:
        async with self.db.begin() as tx:
            await self.engine.signal(tx, COMPANY, run_id, step, payload, by="usr_b")


async def told_ends(db: Database) -> Sequence[Row]:
    """What others are told of the ends of runs."""
    async with db.read() as tx:
        told = await tx.all(sa.select(outbox_table).where(outbox_table.c.topic == RunEnded.topic))
    return [row["payload"] for row in told]


def graph_of(*steps: Any, edges: Sequence[Any] = (), **more: Any) -> dict[str, Any]:
    """A graph; without edges its steps follow each other."""
    listed = [
        {"id": each, "type": "echo"} if isinstance(each, str) else each for each in steps
    ]  # fmt: skip
    if not edges:
        edges = [(a["id"], "success", b["id"]) for a, b in pairwise(listed)]
    joined = [{"from": source, "port": port, "to": target} for source, port, target in edges]
    return {"steps": listed, "edges": joined, **more}

"""Our engine as the company service opens it, in a process set up like those that serve.

The database is at `BENCH_DATABASE`, files are in `BENCH_FOLDER`.
"""

import os
from pathlib import Path
from typing import Any

import uvloop

from bench.peers.protocol import RESULT, STEPS, serve
from company_service.engine.builtin import BUILT_IN
from company_service.engine.embedded import Options, TemporalServer
from company_service.engine.facade import Engine, NewRun
from company_service.engine.payloads import FilePayloads
from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.runs.listener import RunListener
from kernel.db import Database
from kernel.ids import new_id
from kernel.service import settle_memory, utc_now


class NoOp(StepType):
    """Does nothing, and is not allowed the short way of steps that only compute."""

    info = StepInfo("noop", "No-op", description="", category="data", icon="box", effect="read", input_schema={})

    async def run(self, call: StepCall) -> StepResult:
        return StepResult(RESULT)


GRAPH: dict[str, Any] = {
    "steps": [{"id": f"s{index}", "type": "noop", "with": {"n": index}} for index in range(STEPS)],
    "edges": [{"from": f"s{index}", "to": f"s{index + 1}"} for index in range(STEPS - 1)],
    "output": "{{ steps.s9.output.n }}",
}


def open_engine(db: Database, folder: Path, temporal: TemporalServer | None = None) -> Engine:
    """The engine with the no-op step, and the listener that it has in the product."""
    return Engine(
        db,
        [*BUILT_IN, NoOp()],
        FilePayloads(folder / "payloads"),
        clock=utc_now,
        listener=RunListener(),
        options=Options(max_runs=512, max_steps=512, temporal=temporal),
    )


async def one_run(engine: Engine) -> None:
    """Ten steps, from the start to the end on disk."""
    new = NewRun(new_id("run"), "com_a", "wfl_a", "Bench", 1, GRAPH, {})
    over = engine.end_of(new.id)
    await engine.start(new)
    await over


async def main() -> None:
    """Serve orders with one engine."""
    db = Database(os.environ["BENCH_DATABASE"])
    try:
        async with open_engine(db, Path(os.environ["BENCH_FOLDER"])) as engine:
            settle_memory()
            await serve(lambda: one_run(engine))
    finally:
        await db.close()


if __name__ == "__main__":
    uvloop.run(main())

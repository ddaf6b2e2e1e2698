"""A process that can be killed. Started once, it forks a worker for each line it reads: a life costs no imports.

Each line is a JSON object: {url, folder, runs, max_runs, lease, instance, temporal}. The worker starts those runs
(which are started once, however often they are asked for), works until all have ended, and says so in the ledger. The
ledger is one file that outlives every worker: what was accepted, and every single time that a step was carried out.
"""

import asyncio
import json
import os
import random
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from company.tests.engine.worlds import COMPANY, info
from company_service.engine.builtin import BUILT_IN
from company_service.engine.embedded import Options, TemporalServer
from company_service.engine.facade import Engine, NewRun
from company_service.engine.payloads import FilePayloads
from company_service.engine.steps import Effect, StepCall, StepResult, StepType
from company_service.engine.tables import step_runs
from kernel.db import Database
from kernel.problems import Conflict
from kernel.service import utc_now
from kernel.telemetry import setup_logging


class Ledger:
    """Lines that are in the file for good once `write` returns (a killed process loses nothing of them)."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, **line: Any) -> None:
        os.write(self._file, b"\n" + json.dumps(line).encode() + b"\n")  # not behind what a killed process began

    @staticmethod
    def read(path: Path) -> list[dict[str, Any]]:
        """The lines that are whole: a write that crosses a page is seen, and may be killed, half way."""
        whole = path.read_text().split("\n")[:-1] if path.exists() else []
        return [json.loads(line) for line in whole if line.endswith("}")]


class Recorded(StepType):
    """Takes a few milliseconds and writes into the ledger that it was carried out."""

    def __init__(self, name: str, effect: Effect, ledger: Ledger, *, repeatable: bool = False) -> None:
        self.info = info(name, effect)
        self._ledger = ledger
        self._repeatable = repeatable

    async def run(self, call: StepCall) -> StepResult:
        nonce = os.urandom(8).hex()
        await asyncio.sleep(random.uniform(0, 0.02))
        self._ledger.write(done=call.step, run=call.run.id, key=call.idempotency_key, nonce=nonce)
        await asyncio.sleep(random.uniform(0, 0.02))
        return StepResult({"nonce": nonce})

    def repeatable(self, settings: object) -> bool:
        return self._repeatable


GRAPH: dict[str, Any] = {
    "steps": [
        {"id": "first", "type": "work"},
        {"id": "left", "type": "work", "with": {"of": "{{ steps.first.output.nonce }}"}},
        {"id": "mail", "type": "mail"},
        {"id": "unsure", "type": "work"},
        {"id": "each", "type": "for_each", "with": {"items": [1, 2, 3], "parallel": 2}},
        {"id": "item", "type": "work", "in": "each", "with": {"of": "{{ item }}"}},
        {"id": "join", "type": "work"},
        {"id": "pay", "type": "pay_with_key"},
    ],
    "edges": [
        {"from": "first", "to": "left"},
        {"from": "first", "to": "mail"},
        {"from": "mail", "port": "error", "to": "unsure"},
        {"from": "left", "to": "each"},
        {"from": "each", "to": "join"},
        {"from": "mail", "to": "join"},
        {"from": "unsure", "to": "join"},
        {"from": "join", "to": "pay"},
    ],
    "output": {"paid": "{{ steps.pay.output.nonce }}"},
}


async def give_up(engine: Engine, db: Database, ledger: Ledger) -> None:
    """A person who says of every effect that is uncertain to go on as if it had failed."""
    while True:
        async with db.read() as tx:
            waiting = await tx.all(sa.select(step_runs).where(step_runs.c.status == "waiting"))
        for row in waiting:
            if row["waiting_for"]["kind"] == "uncertain":
                ledger.write(uncertain=row["step"], run=row["run_id"])  # first: it may be killed right after the answer
                with suppress(Conflict):
                    async with db.begin() as tx:
                        await engine.signal(tx, COMPANY, row["run_id"], row["step"], {"answer": "fail"}, by="usr_a")
        await asyncio.sleep(0.1)


async def work(order: dict[str, Any]) -> None:
    """One life of a worker."""
    folder = Path(order["folder"])
    ledger = Ledger(folder / "ledger")
    db = Database(order["url"])
    types = [
        *BUILT_IN, Recorded("work", "read", ledger), Recorded("mail", "effect", ledger),
        Recorded("pay_with_key", "effect", ledger, repeatable=True),
    ]  # fmt: skip
    server = order.get("temporal")
    options = Options(
        max_runs=order["max_runs"], lease=order["lease"], poll=0.2, instance=order["instance"], drain=0.1,
        max_recoveries=1000, temporal=TemporalServer(**server) if server else None,
    )  # fmt: skip
    async with Engine(db, types, FilePayloads(folder / "payloads"), clock=utc_now, options=options) as engine:
        ledger.write(up=os.getpid())
        for run_id in order["runs"]:
            started = await engine.start(NewRun(run_id, COMPANY, "wfl_a", "Killed", 1, GRAPH, {}))
            if started.new:
                ledger.write(accepted=run_id)
        person = asyncio.create_task(give_up(engine, db, ledger))
        for run_id in order["runs"]:
            await engine.result(COMPANY, run_id, 120)
        person.cancel()
        ledger.write(all_ended=os.getpid())
        await asyncio.sleep(3600)


def main() -> None:
    """Fork a worker for each order; tell its process id."""
    setup_logging("worker", level="ERROR")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(work(json.loads(line)))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        # The children of the past are dead by now; nobody else waits for them.
        while child:
            try:
                child, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break


if __name__ == "__main__":
    main()

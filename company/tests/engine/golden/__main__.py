"""Records the golden journals and histories: a few graphs on the Temporal driver, which give both."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import sqlalchemy as sa
from temporalio.client import Client

from company.tests.engine.conftest import database
from company.tests.engine.golden import FOLDER, what_follows
from company.tests.engine.worlds import COMPANY, DemoSteps, World, graph_of
from company_service.engine.embedded import TemporalServer
from company_service.engine.events import stamp
from company_service.engine.machine import MACHINE_VERSION
from company_service.engine.payloads import FilePayloads
from company_service.engine.tables import journal
from tests.servers.temporal_server import temporal

_ASK = {"id": "ask", "type": "ask", "with": {"choices": ["yes", "no"]}}
_FLAKY = {"id": "b", "type": "flaky", "retry": {"max": 2, "backoff": "10ms"}}
_UNDO = {"id": "book", "type": "echo", "with": {"n": 1}, "undo": {"type": "echo", "with": {"of": 1}}}
_BIG = {"id": "big", "type": "branch", "with": {"cases": [{"port": "yes", "when": "input.n > 1"}], "otherwise": "no"}}
_EACH = {"id": "each", "type": "for_each", "with": {"items": [0, 1, 2], "parallel": 2, "mode": "continue"}}
_ITEM = {"id": "item", "type": "flaky", "in": "each", "with": {"times": "{{ item }}"}}
GRAPHS: dict[str, Any] = {
    "sequence": graph_of("a", _FLAKY, "c", output="{{ steps.b.output.attempt }}"),
    "branches": graph_of(
        _BIG,
        "a",
        "c",
        "end",
        edges=[("big", "yes", "a"), ("big", "no", "c"), ("a", "success", "end"), ("c", "success", "end")],
    ),
    "loop": {"steps": [_EACH, _ITEM], "edges": []},
    "answered": graph_of("a", _ASK, "c", edges=[("a", "success", "ask"), ("ask", "yes", "c")]),
    "late": graph_of({**_ASK, "with": {"wait": 0.05}}),
    "undone": graph_of(_UNDO, "a", {"id": "bad", "type": "break"}),
    "cancelled": graph_of("a", _ASK, "c"),
}


async def _record(name: str, world: World, client: Client) -> None:
    run_id = await world.start(GRAPHS[name], {"n": 2})
    if name in {"answered", "cancelled"}:
        await world.until(run_id, "waiting")
    if name == "answered":
        await world.signal(run_id, "ask", {"choice": "yes"})
    elif name == "cancelled":
        await world.engine.cancel(COMPANY, run_id, by="usr_b")
    await world.result(run_id)
    mine = (journal.c.company_id == COMPANY) & (journal.c.run_id == run_id)
    async with world.db.read() as tx:
        rows = await tx.all(sa.select(journal).where(mine).order_by(journal.c.seq))
    entries: list[list[Any]] = [
        [
            row["kind"], stamp(row["at"]), row["step"], row["attempt"], row["facts"],
            orjson.loads(row["value"]) if row["value"] is not None else None,
        ]
        for row in rows
    ]  # fmt: skip
    recorded = {"graph": GRAPHS[name], "entries": entries, **what_follows(GRAPHS[name], entries)}
    stem = f"{name}-{MACHINE_VERSION}"
    (FOLDER / f"{stem}.journal.json").write_text(json.dumps(recorded, indent=1) + "\n")
    history = await client.get_workflow_handle(run_id).fetch_history()
    (FOLDER / f"{stem}.history.json").write_text(history.to_json() + "\n")


async def main() -> None:
    """Record each graph once."""
    with temporal() as server, TemporaryDirectory() as folder:
        on = TemporalServer(server.address)
        async with database(f"sqlite+aiosqlite:///{folder}/golden.db") as db, AsyncExitStack() as stack:
            world = World(db, DemoSteps(), FilePayloads(Path(folder)), stack, on)
            await world.open()
            client = await Client.connect(server.address)
            for name in GRAPHS:
                await _record(name, world, client)


if __name__ == "__main__":
    asyncio.run(main())

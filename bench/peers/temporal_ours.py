"""Our engine on a Temporal server at `BENCH_TEMPORAL`, tables in the database at `BENCH_DATABASE`."""

import os
from pathlib import Path

import uvloop

from bench.peers.engine import one_run, open_engine
from bench.peers.protocol import serve
from company_service.engine.embedded import TemporalServer
from kernel.db import Database
from kernel.service import settle_memory


async def main() -> None:
    """Serve orders with one engine."""
    db = Database(os.environ["BENCH_DATABASE"])
    server = TemporalServer(os.environ["BENCH_TEMPORAL"], task_queue="ours")
    try:
        async with open_engine(db, Path(os.environ["BENCH_FOLDER"]), server) as engine:
            settle_memory()
            await serve(lambda: one_run(engine))
    finally:
        await db.close()


if __name__ == "__main__":
    uvloop.run(main())

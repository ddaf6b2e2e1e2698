"""Ten DBOS steps in a workflow, on its SQLite system database."""

import asyncio
import os

from dbos import DBOS, DBOSConfig

from bench.peers.protocol import RESULT, STEPS, serve


@DBOS.step()
async def step(n: int) -> dict:
    return RESULT


@DBOS.workflow()
async def workflow() -> int:
    for n in range(STEPS):
        answer = await step(n)
    return answer["n"]


async def run() -> None:
    handle = await DBOS.start_workflow_async(workflow)
    await handle.get_result()


async def main() -> None:
    database = f"sqlite:///{os.environ['BENCH_FOLDER']}/dbos.sqlite"
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": database,
        "log_level": "ERROR",
        "run_admin_server": False,
    }
    DBOS(config=config)
    DBOS.launch()
    try:
        await serve(run)
    finally:
        DBOS.destroy()


asyncio.run(main())

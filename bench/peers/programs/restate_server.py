"""Ten `ctx.run` steps in a Restate handler, served by its Python SDK, called through its ingress."""

import asyncio
import os
import socket
import subprocess
import sys
import uuid

import httpx
import hypercorn
import hypercorn.asyncio
import restate

from bench.peers.protocol import RESULT, STEPS, serve

service = restate.Service("bench")


@service.handler()
async def ten(ctx: restate.Context, name: str) -> int:
    for n in range(STEPS):
        answer = await ctx.run_typed(f"s{n}", lambda: RESULT)
    return answer["n"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until_ready(http: httpx.AsyncClient, url: str) -> None:
    for _ in range(600):
        try:
            if (await http.get(url)).status_code == 200:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.1)
    raise TimeoutError(url)


async def main() -> None:
    ingress, admin, node, handlers = (free_port() for _ in range(4))
    environment = os.environ | {
        "RESTATE_INGRESS__BIND_ADDRESS": f"127.0.0.1:{ingress}",
        "RESTATE_ADMIN__BIND_ADDRESS": f"127.0.0.1:{admin}",
        "RESTATE_BIND_ADDRESS": f"127.0.0.1:{node}",
        "RESTATE_ADVERTISED_ADDRESS": f"http://127.0.0.1:{node}",
        "RESTATE_BASE_DIR": f"{os.environ['BENCH_FOLDER']}/restate",
        "RESTATE_DISABLE_TELEMETRY": "true",
        "RESTATE_NODE_NAME": "bench",
        "RESTATE_LOG_FILTER": "warn",
        "DO_NOT_TRACK": "1",
    }
    server = subprocess.Popen([sys.argv[1]], env=environment, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    config = hypercorn.Config()
    config.bind = [f"127.0.0.1:{handlers}"]
    config.h2_max_concurrent_streams = 2147483647
    config.loglevel = "ERROR"
    stop = asyncio.Event()
    serving = asyncio.create_task(hypercorn.asyncio.serve(restate.app([service]), config, shutdown_trigger=stop.wait))
    limits = httpx.Limits(max_connections=512)
    try:
        async with httpx.AsyncClient(timeout=120, limits=limits, trust_env=False) as http:
            await until_ready(http, f"http://127.0.0.1:{admin}/health")
            deployment = {"uri": f"http://127.0.0.1:{handlers}"}
            (await http.post(f"http://127.0.0.1:{admin}/deployments", json=deployment)).raise_for_status()

            async def run() -> None:
                key = {"idempotency-key": str(uuid.uuid4())}
                (await http.post(f"http://127.0.0.1:{ingress}/bench/ten", json="x", headers=key)).raise_for_status()

            for _ in range(100):
                try:
                    await run()
                    break
                except httpx.HTTPStatusError:
                    await asyncio.sleep(0.1)
            await serve(run)
    finally:
        stop.set()
        server.terminate()
        server.wait(20)
        await serving


asyncio.run(main())

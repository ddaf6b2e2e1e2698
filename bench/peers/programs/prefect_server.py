"""Ten Prefect tasks in a flow, with its own server on SQLite."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


port = free_port()
os.environ |= {
    "PREFECT_HOME": f"{os.environ['BENCH_FOLDER']}/prefect",
    "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}

from prefect import flow, task  # noqa: E402 - it reads the environment when it is imported

from bench.peers.protocol import RESULT, STEPS, serve  # noqa: E402 - the same


@task
async def step(n: int) -> dict:
    return RESULT


@flow
async def ten() -> int:
    for n in range(STEPS):
        answer = await step(n)
    return answer["n"]


def until_ready() -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The Prefect server does not answer.")


async def main() -> None:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until_ready()
        await serve(ten)
    finally:
        server.terminate()
        server.wait(20)


asyncio.run(main())

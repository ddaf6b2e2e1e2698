"""How a measured program is told what to do: one JSON object a line, in and out. Standard library only.

In: `{"concurrency": 32, "seconds": 8}`. Out: `{"runs": …, "seconds": …, "times_ms": […]}`. The first line out is
`{"ready": true}`. The program ends when its input does, and takes with it whatever it started.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable

STEPS = 10
RESULT = {"text": "x" * 180, "n": 1, "ok": True}
"""What every step answers: about 220 bytes of JSON."""

Run = Callable[[], Awaitable[None]]
"""Start one run of ten steps and wait for its end."""


async def measured(run: Run, concurrency: int, seconds: float) -> dict[str, object]:
    """As many runs as fit into the time, so many at once; those begun are finished, and counted."""
    times: list[float] = []
    began = time.perf_counter()

    async def one_after_another() -> None:
        while (start := time.perf_counter()) < began + seconds:
            await run()
            times.append(round((time.perf_counter() - start) * 1000, 2))

    await asyncio.gather(*(one_after_another() for _ in range(concurrency)))
    return {"runs": len(times), "seconds": time.perf_counter() - began, "times_ms": times}


async def serve(run: Run) -> None:
    """Do what the lines of standard input say, until there are no more."""
    say = sys.__stdout__
    if say is None:
        raise RuntimeError("There is nobody to talk to.")
    say.write(json.dumps({"ready": True}) + "\n")
    say.flush()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        answer = await measured(run, order["concurrency"], order["seconds"])
        say.write(json.dumps(answer) + "\n")
        say.flush()

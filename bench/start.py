"""Cold start and idle memory of standalone, beside an empty FastAPI application on the same machine.

The database is there already (the second start). Figures: seconds from the start of the process to HTTP 200 on
`/readyz`, and resident memory (MiB) three seconds later; the median of `rounds`, alternating the two.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil

from tests.journey.shapes import free_port

_EMPTY = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.add_api_route("/readyz", lambda: {"status": "ready"})
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
"""


def _once(arguments: list[str], port: int, environment: dict[str, str]) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        seconds = time.perf_counter() - began
        time.sleep(3)
        return seconds, psutil.Process(process.pid).memory_info().rss / 1024**2
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def run(*, quick: bool) -> dict[str, Any]:
    """Measure both, alternating."""
    rounds = 2 if quick else 5
    ours: list[tuple[float, float]] = []
    empty: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment = {**kept, "PORT": str(port), "DATA_DIR": str(Path(folder) / "data"), "LOG_LEVEL": "WARNING"}
        platform = [sys.executable, "-m", "standalone", "serve"]
        _once(platform, port, environment)
        for _ in range(rounds):
            ours.append(_once(platform, port, environment))
            empty.append(_once([sys.executable, "-c", _EMPTY, str(port)], port, kept))
    figures = {
        "start_seconds": statistics.median(s for s, _ in ours),
        "idle_memory_mib": statistics.median(m for _, m in ours),
        "empty_fastapi_start_seconds": statistics.median(s for s, _ in empty),
        "empty_fastapi_memory_mib": statistics.median(m for _, m in empty),
    }
    ratios = {
        "start": figures["start_seconds"] / figures["empty_fastapi_start_seconds"],
        "memory": figures["idle_memory_mib"] / figures["empty_fastapi_memory_mib"],
    }
    return {
        "rounds": rounds,
        "figures": {name: round(value, 2) for name, value in figures.items()},
        "ratios_to_empty_fastapi": {name: round(value, 2) for name, value in ratios.items()},
        "goals": {"start_seconds": 5, "idle_memory_mib": 300},
    }

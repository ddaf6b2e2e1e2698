"""The builder in a real browser, and beside it the same workflow on React Flow as it comes, taking turns.

Figures are CPU milliseconds of the page's main thread (CDP thread ticks) per frame, one input each, as the median and
the 95th percentile, less what measuring costs: panning and dragging at 100 %, panning with everything in view, one
step's new status a frame. `tidy_ms` is all that a new layout costs until it is drawn; `open_s` and `interactive_s` are
wall seconds from an empty cache-warm tab, so they are true on a quiet machine only. Sizes are of the first load, gzip.
"""

import asyncio
import math
import os
import re
import statistics
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from playwright.sync_api import Browser, BrowserContext

from bench.canvas.browser import VIEWPORT, Tab, chromium
from bench.canvas.screens import Builder, Defaults, Screen, move_a_step, pan, shown, updates
from setup.paths import FRONTEND, ROOT
from tests.journey.shapes import Standalone

GOALS = {
    "pan_ms": 16.7,
    "drag_ms": 16.7,
    "pan_whole_ms": 33.0,
    "status_ms": 5.0,
    "tidy_ms": 150.0,
    "open_s": 2.0,
    "times_better_at_500": 3.0,
}
_ROWS = 10
Samples = dict[str, list[float]]


def say(text: str) -> None:
    """Progress, to standard error."""
    print(text, file=sys.stderr, flush=True)


def workflow(size: int) -> dict[str, Any]:
    """So many steps in rows of ten, each after the one at its left; every third has a second wire."""
    steps = [{"id": f"s{at}", "type": "set", "name": f"Step {at}", "with": {"values": {"n": at}}} for at in range(size)]
    edges = [{"from": f"s{at - _ROWS}", "to": f"s{at}"} for at in range(_ROWS, size)]
    edges += [{"from": f"s{at - _ROWS}", "to": f"s{at + 1}"} for at in range(_ROWS, size - 1, 3) if (at + 1) % _ROWS]
    layout = {f"s{at}": {"x": at // _ROWS * 320, "y": at % _ROWS * 112} for at in range(size)}
    schema: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    return {"input": schema, "steps": steps, "edges": edges, "output": {}, "layout": layout}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def _page_of_defaults(folder: Path, sizes: list[int]) -> Generator[str]:
    settings = str(ROOT / "bench/canvas/vite.config.mjs")
    vite = [str(FRONTEND / "node_modules/vite/bin/vite.js"), "build", "--config", settings]
    built = subprocess.run(["node", *vite, "--outDir", str(folder)], capture_output=True, text=True, check=False)
    if built.returncode:
        raise RuntimeError(f"The page to compare with could not be built:\n{built.stderr[-2000:]}")
    for size in sizes:
        (folder / f"{size}.json").write_bytes(orjson.dumps(workflow(size)))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/defaults.html"
    finally:
        server.shutdown()
        server.server_close()


class _Company:
    """A new company on the platform, with workflows of these sizes."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._ask = context.request
        self._url = url
        body = {"email": "bench@example.com", "password": "a sentence for a bench", "name": "Bo", "company": "Bench"}
        entered = self._post("/api/auth/v1/signup", body, {})
        self._as = {"authorization": f"Bearer {entered['access_token']}"}
        self._agent = self._post("/api/agents/v1/agents", {"name": "Bench"}, self._as)["id"]

    def _post(self, path: str, body: Any, headers: dict[str, str]) -> Any:
        answer = self._ask.post(self._url + path, data=body, headers=headers)
        if not answer.ok:
            raise RuntimeError(f"{path}: {answer.status} {answer.text()[:500]}")
        return answer.json()

    def add(self, size: int) -> str:
        """A workflow of this size, published."""
        body = {"name": f"{size} steps", "agent_id": self._agent, "graph": workflow(size)}
        made = str(self._post("/api/company/v1/workflows", body, self._as)["id"])
        self._post(f"/api/company/v1/workflows/{made}/publish", {"note": ""}, self._as)
        return made


def _measure(screen: Screen, samples: Samples, frames: int) -> None:
    samples.setdefault("open_s", []).append(screen.open())
    screen.whole()
    samples.setdefault("pan_whole_ms", []).extend(pan(screen, frames))
    if isinstance(screen, Builder):
        samples.setdefault("tidy_ms", []).append(screen.tidy())
    screen.read()
    in_view = shown(screen)
    samples.setdefault("steps_in_view", []).append(len(in_view))
    samples.setdefault("pan_ms", []).extend(pan(screen, frames))
    samples.setdefault("drag_ms", []).extend(move_a_step(screen, frames))
    screen.watch()
    samples.setdefault("status_ms", []).extend(updates(screen, shown(screen), frames))


def _of_frames(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)
    return {"p50": round(statistics.median(ordered), 2), "p95": round(ordered[at], 2)}


def _figures(samples: Samples) -> dict[str, Any]:
    framed = ("pan_ms", "drag_ms", "pan_whole_ms", "status_ms")
    once = {name: round(statistics.median(found), 2) for name, found in samples.items() if name not in framed}
    return {**{name: _of_frames(samples[name]) for name in framed}, **once}


def _ratios(ours: dict[str, Any], defaults: dict[str, Any]) -> dict[str, float]:
    names = ("pan_ms", "drag_ms", "pan_whole_ms", "status_ms")
    return {name: round(defaults[name]["p50"] / max(0.05, ours[name]["p50"]), 1) for name in names}


def _compare(browser: Browser, company: _Company, context: BrowserContext, url: str, page: str, size: int, **how: int):
    graph, made = workflow(size), company.add(size)
    ours: Samples = {}
    defaults: Samples = {}
    for nth in range(how["rounds"]):
        say(f"{size} steps, round {nth + 1} of {how['rounds']}: the builder …")
        tab = Tab(context)
        builder = Builder(tab, url, made, graph)
        _measure(builder, ours, how["frames"])
        place = builder.place()
        ours.setdefault("interactive_s", []).append(builder.opened["interactive_s"])
        ours.setdefault("open_cpu_s", []).append(builder.opened["cpu_s"])
        tab.close()
        say(f"{size} steps, round {nth + 1} of {how['rounds']}: React Flow as it comes …")
        other = browser.new_context(viewport=VIEWPORT)  # pyright: ignore[reportArgumentType] - a dict with these keys
        tab = Tab(other)
        screen = Defaults(tab, f"{page}?graph={size}.json", place, graph)
        _measure(screen, defaults, how["frames"])
        defaults.setdefault("interactive_s", []).append(screen.opened["interactive_s"])
        defaults.setdefault("open_cpu_s", []).append(screen.opened["cpu_s"])
        other.close()
    found = {"builder": _figures(ours), "react_flow_defaults": _figures(defaults)}
    return {**found, "times_better": _ratios(found["builder"], found["react_flow_defaults"])}


def _first_loads(context: BrowserContext, url: str, rounds: int) -> dict[str, Any]:
    found: list[dict[str, float]] = []
    for _ in range(rounds):
        tab = Tab(context)
        found.append(tab.interactive("main h1", url))
        tab.close()
    return {name: round(statistics.median(each[name] for each in found), 2) for name in found[0]}


def _sizes() -> dict[str, float]:
    listed = subprocess.run(
        ["node", "scripts/size-budget.mjs"], cwd=FRONTEND, capture_output=True, text=True, check=False
    )
    return {name: float(kib) for name, kib in re.findall(r"size: (\w+) ([\d.]+) KiB", listed.stdout)}


def run(*, quick: bool) -> dict[str, Any]:
    """Measure all sizes (`quick`: 100 and 500 steps, fewer frames)."""
    sizes = [100, 500] if quick else [100, 500, 1000]
    how = {"frames": 24, "rounds": 1} if quick else {"frames": 60, "rounds": 3}
    built = Path(os.environ.get("FRONTEND_DIR", FRONTEND / "dist"))
    if not (built / "index.html").exists():
        raise RuntimeError("The application is not built: run `make setup`, or `npm run build` in frontend/.")
    results: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        # No more wait than a person's: the limits of the public entry are not what is measured here.
        platform = Standalone(Path(folder) / "data", {"FRONTEND_DIR": str(built)})
        with platform.running(), _page_of_defaults(Path(folder) / "defaults", sizes) as page:
            asyncio.run(platform.ready())
            with chromium() as browser:
                context = browser.new_context(viewport=VIEWPORT, locale="en-GB")  # pyright: ignore[reportArgumentType] - as above
                company = _Company(context, platform.url)
                say("The home page …")
                home = _first_loads(context, platform.url, how["rounds"] + 1)
                for size in sizes:
                    results[str(size)] = _compare(browser, company, context, platform.url, page, size, **how)
    return {"settings": how, "first_load_kib_gz": _sizes(), "home": home, "steps": results, "goals": GOALS}

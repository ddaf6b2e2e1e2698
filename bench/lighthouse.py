"""Lighthouse over the main screens, signed in and with the sample's data: performance, accessibility, best practices.

Scores are Lighthouse's own (0 to 100, its desktop settings, simulated throttling) as the median of the rounds. It is
installed beside the repository, as the peers of the other benchmarks are, and drives the same Chromium.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.canvas.browser import VIEWPORT, executable
from bench.peers.running import Peer
from setup.node import node_folder
from setup.paths import FRONTEND
from tests.browser.visitor import FLAGS
from tests.journey.shapes import Standalone
from tests.servers.process import free_port

GOAL = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
SCREENS = (
    "/", "/agents", "/agents/{agent}", "/workflows", "/workflows/{workflow}", "/templates", "/runs", "/runs/{run}",
    "/inbox", "/insights", "/settings",
)  # fmt: skip
_LIGHTHOUSE = Peer("lighthouse", "Lighthouse", "", "", python=(), npm=("lighthouse@12.8.2",))
_FIRST = {"agent": "agents/v1/agents", "workflow": "company/v1/workflows", "run": "company/v1/runs"}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class _Visitor:
    """Somebody signed in, whose sample has done its work."""

    def __init__(self, page: Page, url: str) -> None:
        self._page = page
        self._url = url
        body = {"email": "bench@example.com", "password": "a sentence for a bench", "name": "Bo", "company": "Bench"}
        entered = self._ask("post", "/api/auth/v1/signup", body)
        self._as = {"authorization": f"Bearer {entered['access_token']}"}
        sample = self._ask("post", "/api/company/v1/demo", {})
        for file in sample["files"]:
            given = {"input": {"invoice": file["id"]}}
            self._ask("post", f"/api/company/v1/workflows/{sample['workflow_id']}/runs", given)
        until = time.monotonic() + 180
        while not self._done():
            if time.monotonic() > until:
                raise RuntimeError("The sample did not come to an end within three minutes.")
            time.sleep(1)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = getattr(self, "_as", {})
        answer = self._page.request.fetch(self._url + path, method=method, data=body, headers=headers)
        if not answer.ok:
            raise RuntimeError(f"{path}: {answer.status} {answer.text()[:500]}")
        return answer.json()

    def _done(self) -> bool:
        runs = self._ask("get", "/api/company/v1/runs?limit=50")["items"]
        return bool(runs) and all(run["status"] not in {"queued", "running"} for run in runs)

    def ids(self) -> dict[str, str]:
        """One of each kind."""
        return {kind: self._ask("get", f"/api/{path}?limit=1")["items"][0]["id"] for kind, path in _FIRST.items()}


@contextmanager
def _browser(profile: Path, port: int) -> Generator[Page]:
    with sync_playwright() as playwright:
        flags = [*FLAGS, f"--remote-debugging-port={port}"]
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=executable(),
            args=flags,
            viewport=VIEWPORT,  # pyright: ignore[reportArgumentType] - a dict with these keys
        )
        try:
            yield context.pages[0]
        finally:
            context.close()


def _score(url: str, port: int) -> dict[str, float]:
    command = [
        str(node_folder() / "node"), str(_LIGHTHOUSE.home / "npm/node_modules/lighthouse/cli/index.js"), url,
        f"--port={port}", "--disable-storage-reset", "--preset=desktop", "--output=json", "--quiet",
        f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)["categories"]
    return {name: 100 * found[name]["score"] for name in CATEGORIES}


def _measure(visitor: _Visitor, url: str, port: int, rounds: int) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = {}
    ids = visitor.ids()
    for screen in SCREENS:
        seen = [_score(url + screen.format(**ids), port) for _ in range(rounds)]
        scores[screen] = {name: statistics.median(each[name] for each in seen) for name in CATEGORIES}
        _say(f"{screen}: {', '.join(f'{name} {score:.0f}' for name, score in scores[screen].items())}")
    return scores


def run(*, quick: bool) -> dict[str, Any]:
    """Score every main screen (`quick`: once instead of three times)."""
    rounds = 1 if quick else 3
    if not (FRONTEND / "dist/index.html").exists():
        raise RuntimeError("The application is not built: run `make setup`, or `npm run build` in frontend/.")
    _LIGHTHOUSE.install()
    with TemporaryDirectory() as folder:
        platform = Standalone(Path(folder) / "data", {"FRONTEND_DIR": str(FRONTEND / "dist")})
        port = free_port()
        with platform.running():
            asyncio.run(platform.ready())
            with _browser(Path(folder) / "profile", port) as page:
                _say("The sample company …")
                scores = _measure(_Visitor(page, platform.url), platform.url, port, rounds)
    least = {name: min(each[name] for each in scores.values()) for name in CATEGORIES}
    return {"settings": {"rounds": rounds, "preset": "desktop"}, "scores": scores, "least": least, "goal": GOAL}

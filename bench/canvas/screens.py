"""The two screens that are compared: the builder in the product, and React Flow as it comes."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bench.canvas.browser import Tab

RUN = "run_00000000000000000000000001"
_FREE = """
(() => {
  for (let y = 200; y < 700; y += 7) for (let x = 500; x < 1100; x += 11)
    if (document.elementFromPoint(x, y)?.classList.contains("react-flow__pane")) return [x, y];
  return null;
})()
"""
_STEP = """
(() => {
  for (const node of document.querySelectorAll(".react-flow__node")) {
    const box = node.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + 32;
    if (x > 450 && x < 900 && y > 200 && y < 600 && node.contains(document.elementFromPoint(x, y))) return [x, y];
  }
  return null;
})()
"""
_SHOWN = """
[...document.querySelectorAll(".react-flow__node")].filter(node => {
  const box = node.getBoundingClientRect();
  return box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
}).map(node => node.dataset.id)
"""
# The server's answers about one run, given in the page, so that its live stream can be told what to say and when.
_STREAM = """
(() => {
  const real = window.fetch, at = "2026-11-01T10:00:00Z", id = %(run)s, ids = %(ids)s;
  const json = (value, status = 200) =>
    new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });
  const run = { id, workflow_id: %(workflow)s, workflow_name: "", agent_id: null, version: 1, status: "running",
    trigger: "manual", started_by: null, trigger_id: null, parent_run_id: null, parent_step: null, origin_run_id: null,
    input: {}, output: null, error: null, cost: 0, created_at: at, started_at: at, ended_at: null, waiting_for: null,
    held_back: null };
  const items = ids.map(step => ({ step, step_id: step, container: null, iteration: null, name: step, type: "set",
    status: "succeeded", attempt: 1, input: null, output: null, error: null, cost: 0, port: "success",
    started_at: at, ended_at: at, answered_by: null, reused_from: null, loop: null }));
  let feed;
  const text = new TextEncoder();
  let seq = 0;
  window.benchStatus = (step, status) => {
    const data = JSON.stringify({ seq: ++seq, kind: "step", step: { step, status, attempt: 1 } });
    feed.enqueue(text.encode(`id: ${seq}\\nevent: step\\ndata: ${data}\\n\\n`));
  };
  window.fetch = (request, init) => {
    const path = new URL(request.url ?? request, location.href).pathname;
    if (path.endsWith(`/runs/${id}/events`)) return Promise.resolve(new Response(
      new ReadableStream({ start(controller) { feed = controller; } }),
      { headers: { "content-type": "text/event-stream" } }));
    if (path.endsWith(`/runs/${id}/steps`)) return Promise.resolve(json({ items, next: null }));
    if (path.endsWith(`/runs/${id}`)) return Promise.resolve(json(run));
    const starts = path.endsWith("/runs") || path.endsWith("/test-runs");
    if ((init?.method ?? request.method) === "POST" && starts)
      return Promise.resolve(json(run, 202));
    return real(request, init);
  };
})()
"""


class Screen(Protocol):
    """What both can do."""

    tab: Tab

    def open(self) -> float: ...
    def whole(self) -> None: ...
    def read(self) -> None: ...
    def watch(self) -> None: ...
    def tell(self, step: str, status: str) -> None: ...


def pan(screen: Screen, count: int) -> list[float]:
    """Drag the canvas, 12 pixels a frame."""
    return screen.tab.drag(_place(screen, _FREE), (-12.0, 0.0), count)


def move_a_step(screen: Screen, count: int) -> list[float]:
    """Drag one step, 6 pixels a frame."""
    return screen.tab.drag(_place(screen, _STEP), (6.0, 2.0), count)


def shown(screen: Screen) -> list[str]:
    """The steps that are in view as elements."""
    return list(screen.tab.run(_SHOWN))


def updates(screen: Screen, steps: Sequence[str], count: int) -> list[float]:
    """One step's status a frame, of those in view: it starts, it is done, the next one starts."""

    def tell(at: int) -> None:
        screen.tell(steps[at // 2 % len(steps)], "succeeded" if at % 2 else "running")

    # A status is told by a call into the page, which panning does without: what that costs by itself is taken off.
    calls = statistics.median(screen.tab.frames(lambda _: screen.tab.run("0"), 15))
    return [max(0.0, each - calls) for each in screen.tab.frames(tell, count)]


def _place(screen: Screen, script: str) -> tuple[float, float]:
    found = screen.tab.run(script)
    if not found:
        raise RuntimeError("There is nothing to take hold of in the middle of the canvas.")
    return float(found[0]), float(found[1])


@dataclass
class Builder:
    """The workflow builder of the product."""

    tab: Tab
    url: str
    workflow: str
    graph: dict[str, Any]
    opened: dict[str, float] = field(default_factory=dict[str, float])

    def open(self) -> float:
        """Load it; answers the seconds until its steps are shown."""
        self.opened = self.tab.interactive(".react-flow__node", f"{self.url}/workflows/{self.workflow}")
        self.tab.learn_own_cost()
        return self.opened["shown_s"]

    def press(self, keys: str) -> float:
        """A key on the canvas; answers what follows from it."""
        self.tab.run("document.getElementById('builder-canvas').focus()")
        before = self.tab.cpu()
        self.tab.page.keyboard.press(keys)
        self.tab.settle(6)
        return max(0.0, self.tab.cpu() - before)

    def whole(self) -> None:
        """Everything in view."""
        self.press("Shift+Digit1")

    def read(self) -> None:
        """At 100 %."""
        self.press("0")

    def tidy(self) -> float:
        """Lay everything out anew; answers what it costs until all of it is drawn."""
        return self.press("t")

    def place(self) -> dict[str, float]:
        """Where the canvas looks, and how large it is."""
        return dict(
            self.tab.run("""(() => {
              const at = new DOMMatrix(getComputedStyle(document.querySelector(".react-flow__viewport")).transform);
              const box = document.getElementById("builder-canvas").getBoundingClientRect();
              return { x: at.e, y: at.f, zoom: at.a, width: box.width, height: box.height };
            })()""")
        )

    def watch(self) -> None:
        """Start a run, of which the page is told what `tell` says."""
        ids = [step["id"] for step in self.graph["steps"]]
        given = {"run": RUN, "workflow": self.workflow, "ids": ids}
        self.tab.run(_STREAM % {name: json.dumps(value) for name, value in given.items()})
        self.press("Control+Enter")
        self.tab.page.locator('[role="dialog"] button[type="submit"]').click()
        self.tab.page.wait_for_selector(".builder-canvas.has-run .run-succeeded", timeout=60_000)
        self.tab.settle(10)

    def tell(self, step: str, status: str) -> None:
        """The status of a step, by the run's live stream."""
        self.tab.run(f"benchStatus({json.dumps(step)}, {json.dumps(status)})")


@dataclass
class Defaults:
    """React Flow with its own nodes and its own mini-map, the status in `node.data`."""

    tab: Tab
    url: str
    size: dict[str, float]
    graph: dict[str, Any]
    opened: dict[str, float] = field(default_factory=dict[str, float])

    def open(self) -> float:
        """Load it; answers the seconds until its steps are shown."""
        width, height = int(self.size["width"]), int(self.size["height"])
        address = f"{self.url}&width={width}&height={height}"
        self.opened = self.tab.interactive(".react-flow__node", address)
        self.tab.learn_own_cost()
        return self.opened["shown_s"]

    def whole(self) -> None:
        """Everything in view."""
        self.tab.run("bench.flow.fitView({ duration: 0 }).then(() => 0)")
        self.tab.settle()

    def read(self) -> None:
        """As close as the builder looks at 100 %, at the middle step."""
        place = self.graph["layout"][self.graph["steps"][len(self.graph["steps"]) // 2]["id"]]
        options = json.dumps({"zoom": self.size["zoom"], "duration": 0})
        self.tab.run(f"bench.flow.setCenter({place['x']}, {place['y']}, {options}).then(() => 0)")
        self.tab.settle()

    def watch(self) -> None:
        """Nothing is needed."""

    def tell(self, step: str, status: str) -> None:
        """The status of a step, into its data."""
        self.tab.run(f"void bench.status({json.dumps(step)}, {json.dumps(status)})")

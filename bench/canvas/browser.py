"""A real Chromium whose main thread is asked, frame by frame, how much CPU it used."""

import shutil
import statistics
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, cast

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.browser.visitor import FLAGS

VIEWPORT = {"width": 1440, "height": 900}
QUIET_MS = 0.7
"""A frame with less than this beyond what measuring costs counts as one in which nothing happened."""
_NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
_WATCH = """
window.longTasks = [];
new PerformanceObserver(list => {
  for (const each of list.getEntries()) window.longTasks.push(each.startTime + each.duration);
}).observe({ type: "longtask", buffered: true });
"""


class BrowserMissing(RuntimeError):
    """There is no Chromium on this machine."""


def executable() -> str:
    """Where Chromium is. Raises `BrowserMissing`."""
    path = shutil.which("chromium")
    if path is None:
        raise BrowserMissing("Chromium is not installed: Debian's `chromium` brings it.")
    return path


@contextmanager
def chromium() -> Generator[Browser]:
    """Start the browser; it is ended with all its processes."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Tab:
    """One page, its pointer, and what its main thread costs. Times are CPU milliseconds (thread ticks)."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(_WATCH)
        self._cdp: CDPSession = context.new_cdp_session(self.page)
        self._send("Performance.enable", {"timeDomain": "threadTicks"})
        self.measuring = 0.0
        """What measuring a frame costs by itself; taken off every figure."""

    def close(self) -> None:
        self.page.close()

    def _send(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        sent = self._cdp.send(method, params)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as it comes
        return cast("dict[str, Any]", sent)

    def cpu(self) -> float:
        """What the main thread has spent on tasks so far."""
        found: list[dict[str, Any]] = self._send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(each["value"]) for each in found if each["name"] == "TaskDuration")

    def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited."""
        sent = {"expression": script, "awaitPromise": True, "returnByValue": True}
        answer = self._send("Runtime.evaluate", sent)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script[:80]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def frame(self) -> None:
        """Let the page draw."""
        self.run(_NEXT_FRAME)

    def mouse(self, kind: str, x: float, y: float) -> None:
        """`mousePressed`, `mouseMoved` or `mouseReleased`, with the left button."""
        pressed = {"button": "left", "buttons": 1, "clickCount": 1}
        self._send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **pressed})

    def point(self, x: float, y: float) -> None:
        """Move the pointer with no button held."""
        self._send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})

    def learn_own_cost(self) -> None:
        """Measure frames in which nothing happens."""
        self.measuring = 0.0
        self.settle(10)
        self.measuring = statistics.median(self.frames(lambda _: None, 15))

    def frames(self, act: Callable[[int], None], count: int) -> list[float]:
        """What each of so many frames costs when this is done before it."""
        found: list[float] = []
        before = self.cpu()
        for at in range(count):
            act(at)
            self.frame()
            now = self.cpu()
            found.append(max(0.0, now - before - self.measuring))
            before = now
        return found

    def settle(self, least: int = 4, most: int = 240) -> float:
        """Wait until some frames in a row were quiet; answers what all of them cost."""
        spent, quiet = 0.0, 0
        before = self.cpu()
        for _ in range(most):
            self.frame()
            now = self.cpu()
            cost = max(0.0, now - before - self.measuring)
            before = now
            spent += cost
            quiet = quiet + 1 if cost < QUIET_MS else 0
            if quiet >= least:
                break
        return spent

    def drag(self, start: tuple[float, float], step: tuple[float, float], count: int) -> list[float]:
        """Press, move once a frame to and fro, release; answers what each move costs."""
        x, y = start
        self.point(x, y)
        self.mouse("mousePressed", x, y)
        for warm in (1, 2, 3):  # over the threshold at which a drag begins
            self.mouse("mouseMoved", x + warm * 2, y)
            self.frame()
        turn = max(1, count // 2)

        def move(at: int) -> None:
            far = at if at < turn else 2 * turn - at
            self.mouse("mouseMoved", x + far * step[0], y + far * step[1])

        found = self.frames(move, count)
        self.mouse("mouseReleased", x, y)
        self.settle()
        return found

    def interactive(self, selector: str, url: str) -> dict[str, float]:
        """Load an address; when its content stood there, when it last was busy, and the CPU until then."""
        self.page.goto(url, wait_until="commit")
        self.page.wait_for_selector(selector, state="attached", timeout=120_000)
        shown = float(self.run("performance.now()"))
        while float(self.run("performance.now() - Math.max(0, ...window.longTasks)")) < 1000:
            time.sleep(0.1)
        last = float(self.run("Math.max(0, ...window.longTasks)"))
        return {"shown_s": shown / 1000, "interactive_s": max(shown, last) / 1000, "cpu_s": self.cpu() / 1000}

"""The gallery shows every component, without barriers, and looks as it was kept."""

import re
import subprocess
import threading
from collections.abc import Generator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from setup.node import node_environment, npm_command
from tests.browser.looking import ABOVE_A_PAGE, Looker
from tests.browser.pictures import differences
from tests.browser.visitor import visiting
from tests.journey.shapes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_FRONTEND = ROOT / "frontend"
_COMPONENT = re.compile(r"^export (?:function|const) ([A-Z]\w*)[(<: =]", re.MULTILINE)
_OVERLAYS = ("Dialog", "Sheet", "Confirm", "Menu", "Popover")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


@pytest.fixture
def gallery(tmp_path: Path) -> Generator[str]:
    """Where the gallery is served, just built."""
    build = [*map(str, npm_command()), "run", "gallery:build", "--", "--outDir", str(tmp_path)]
    subprocess.run(build, cwd=_FRONTEND, env=dict(node_environment()), check=True, capture_output=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_component_is_in_the_gallery():
    shown = "".join(path.read_text() for path in (_FRONTEND / "gallery").glob("*.tsx"))
    made = {
        name for path in (_FRONTEND / "src" / "ui").glob("*.tsx") if ".test." not in path.name
        for name in _COMPONENT.findall(path.read_text())
    }  # fmt: skip

    missing = sorted(name for name in made if not re.search(rf"<{name}\b", shown))

    assert len(made) > 30
    assert missing == []


async def test_components_have_no_barriers_and_look_as_they_were_kept(browser: Browser, gallery: str):
    async with visiting(browser, gallery, bypass_csp=True) as visitor:
        looker = Looker(visitor)
        await visitor.go("/gallery/")
        await visitor.page.get_by_role("heading", name="Buttons").wait_for()
        unlike = await differences(visitor.page, "gallery")
        await looker.look("the gallery")
        for name in _OVERLAYS:
            await visitor.page.get_by_role("button", name=name, exact=True).click()
            await looker.look(f"the gallery with its {name.lower()} open", ABOVE_A_PAGE)
            await visitor.page.keyboard.press("Escape")

    assert looker.findings == [], "\n".join(looker.findings)
    assert unlike == [], "\n".join(unlike)

"""The frontend's server sends what standalone sends."""

from collections.abc import Generator
from pathlib import Path

import httpx2
import pytest

from standalone.frontend import Frontend
from tests.servers.nginx_server import Nginx, frontend
from tests.servers.process import folder
from tests.servers.skipping import or_skipped

HEADERS = (
    "cache-control",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
)


@pytest.fixture(scope="module")
def built() -> Generator[Path]:
    with folder("dist") as dist:
        (dist / "assets").mkdir()
        (dist / "index.html").write_text("<!doctype html><title>The application</title>")
        (dist / "assets" / "index-1a2b3c.js").write_text("export {}")
        yield dist


@pytest.fixture(scope="module")
def composed(built: Path) -> Generator[Nginx]:
    with or_skipped(frontend(built)) as server:
        yield server


async def _standalone(built: Path, path: str) -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(Frontend(built)), base_url="http://here") as client:
        return await client.get(path)


@pytest.mark.parametrize("path", ["/", "/index.html", "/agents/agt_1", "/assets/index-1a2b3c.js", "/assets/unknown.js"])
async def test_both_shapes_serve_the_same(composed: Nginx, built: Path, path: str) -> None:
    ours = await _standalone(built, path)

    theirs = httpx2.get(f"{composed.url}{path}", trust_env=False)

    assert theirs.status_code == ours.status_code
    assert theirs.status_code != 200 or theirs.text == ours.text
    assert theirs.status_code != 200 or {n: theirs.headers[n] for n in HEADERS} == {n: ours.headers[n] for n in HEADERS}


def test_only_reading_is_allowed(composed: Nginx) -> None:
    assert httpx2.post(composed.url, trust_env=False).status_code in {403, 405}

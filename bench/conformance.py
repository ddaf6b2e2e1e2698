"""What others' own tests of their clients say of our door: LangChain's standard tests, with a real model behind it.

The platform is started as it is delivered, with the models of this machine; nothing is connected and nothing played.
Each test's end is told, and why it failed. What a model of 135 million weights cannot do is not the door's fault: see
`docs/model-api.md` for which those are.
"""

import asyncio
import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx2

from bench.engine import say
from bench.peers.running import Peer, described
from setup.paths import ROOT
from tests.journey.journey import Traveller
from tests.journey.shapes import Standalone
from tests.servers.process import folder

_HERE = Path(__file__).parent / "clients"
_CHAT, _EMBEDDINGS = "SmolLM2-135M-Instruct (Q4_1)", "all-MiniLM-L6-v2"
_LONGEST = 1_800.0


def run(*, quick: bool, only: str = "") -> dict[str, Any]:
    """Run them all; `only` is pytest's `-k`, `quick` leaves out what is asked of the language model."""
    say("conformance: bringing LangChain's tests")
    client = described(_HERE / "langchain.toml")
    client.install()
    with folder("conformance", in_memory=False) as home:
        models = os.environ.get("LOCAL_MODEL_DIR", str(ROOT / ".setup" / "model"))
        platform = Standalone(home / "data", {"LOCAL_MODEL_DIR": models, "AI_LOCAL_SERVERS": "none"})
        with platform.running():
            token = asyncio.run(_signed_up(platform))
            return _tested(client, platform, token, home / "report.xml", only or ("embed" if quick else ""))


async def _signed_up(platform: Standalone) -> str:
    await platform.ready(300)
    async with httpx2.AsyncClient(base_url=platform.url, trust_env=False, timeout=30) as http:
        me = Traveller(http)
        await me.sign_up()
        # A key: an access token ends after ten minutes, and a small model may take longer.
        wanted = {"name": "Conformance", "scopes": ["ai.use"], "expires_in_days": 1}
        made = await me.ask("POST", "/api/auth/v1/api-keys", expect=201, json=wanted)
        return str(made["key"])


def _tested(client: Peer, platform: Standalone, token: str, report: Path, only: str) -> dict[str, Any]:
    say("conformance: LangChain's tests are asking")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "BASE_URL": f"{platform.url}/api/ai/v1",
        "TOKEN": token,
        "MODEL": _CHAT,
        "EMBEDDINGS": _EMBEDDINGS,
    }
    program = str(_HERE / "programs" / client.program)
    flags = ["-q", "--noconftest", "-c", os.devnull, f"--rootdir={report.parent}"]
    # One loop for all of them: LangChain keeps one connection pool for all its models.
    flags += ["-o", "asyncio_mode=auto", "-o", "asyncio_default_test_loop_scope=session", f"--junitxml={report}"]
    command = [str(client.home / "bin" / "python"), "-m", "pytest", program, *flags, *(["-k", only] if only else [])]
    done = subprocess.run(
        command, cwd=report.parent, env=environment, capture_output=True, text=True, check=False, timeout=_LONGEST
    )
    if not report.exists():
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    return _told(report, tomllib.loads((_HERE / "langchain.toml").read_text())["python"])


def _told(report: Path, versions: list[str]) -> dict[str, Any]:
    ends: dict[str, list[str]] = {"passed": [], "skipped": [], "failed": []}
    why: dict[str, str] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        name = str(case.get("name"))
        said = next((each for each in case if each.tag in {"failure", "error", "skipped"}), None)
        end = "passed" if said is None else "skipped" if said.tag == "skipped" else "failed"
        ends[end].append(name)
        if said is not None and end == "failed":
            why[name] = str(said.get("message"))[:400]
    return {
        "versions": versions,
        "model": _CHAT,
        **{end: len(names) for end, names in ends.items()},
        "skipped_tests": ends["skipped"],
        "failed_tests": why,
    }

"""Those that are measured: each is started, told where the upstream is, and says where and how it is asked."""

import asyncio
import json
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psutil

from bench.gateways.upstream import MODEL, Ports
from bench.peers.running import described
from setup.node import node_folder
from setup.paths import ROOT
from tests.journey.journey import Traveller
from tests.journey.shapes import Standalone
from tests.servers.process import LOOPBACK, answers, folder, free_port, running

_CHAT = "/v1/chat/completions"
_QUESTION = "Summarise this in one sentence: " + "the invoice was paid late, and nobody knows why. " * 10


@dataclass(frozen=True)
class Door:
    """Where and how it is asked; `whole` and `streamed` may differ in everything but the question."""

    port: int
    path: str
    whole: Mapping[str, str] = field(default_factory=dict[str, str])
    streamed: Mapping[str, str] = field(default_factory=dict[str, str])
    streamed_body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pids: tuple[int, ...] = ()
    streamed_port: int = 0

    def order(self, *, stream: bool) -> dict[str, Any]:
        """For `bench.gateways.load`."""
        asked = {"model": MODEL, "messages": [{"role": "user", "content": _QUESTION}], "max_tokens": 400}
        return {
            "port": (self.streamed_port or self.port) if stream else self.port,
            "path": self.path,
            "headers": dict(self.streamed if stream else self.whole),
            "body": json.dumps({**asked, "stream": True, **self.streamed_body} if stream else asked),
        }

    def cpu(self) -> float:
        """Seconds of CPU that it has used so far, with all that it started."""
        return sum(sum(each.cpu_times()[:2]) for each in self._processes())

    def memory(self) -> int:
        """What it holds in memory (MiB)."""
        return sum(each.memory_info().rss for each in self._processes()) // 2**20

    def _processes(self) -> list[psutil.Process]:
        mine = [psutil.Process(pid) for pid in self.pids]
        return [*mine, *(child for each in mine for child in each.children(recursive=True))]


@dataclass(frozen=True)
class Contestant:
    """One of them. `start` runs it until the block ends; `streams` says whether its stream is measured, too."""

    name: str
    title: str
    start: Callable[[Ports], AbstractContextManager[Door]]
    streams: bool = True


@contextmanager
def direct(ports: Ports) -> Generator[Door]:
    """The upstream itself."""
    yield Door(ports.whole, _CHAT, pids=(ports.pid,), streamed_port=ports.streamed)


def _program(name: str) -> Callable[[Ports], AbstractContextManager[Door]]:
    @contextmanager
    def start(ports: Ports) -> Generator[Door]:
        # Two of them: a program of a few lines has one upstream.
        with _python(name, ports.whole) as (whole, pid), _python(name, ports.streamed) as (streamed, other):
            yield Door(whole, _CHAT, pids=(pid, other), streamed_port=streamed)

    return start


@contextmanager
def _python(name: str, upstream: int) -> Generator[tuple[int, int]]:
    port = free_port()
    command = [sys.executable, ROOT / "bench" / "gateways" / "programs" / f"{name}.py", str(port)]
    with folder(name) as home:
        command.append(f"http://{LOOPBACK}:{upstream}{_CHAT}")
        env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        with running(command, log=home / "log", ready=lambda: answers(port), seconds=30, env=env) as process:
            yield port, process.pid


def _ours(path: str, headers: Callable[[str], dict[str, str]]) -> Callable[[Ports], AbstractContextManager[Door]]:
    @contextmanager
    def start(ports: Ports) -> Generator[Door]:
        with folder("ours", in_memory=False) as home:
            platform = Standalone(home / "data", {"ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8"})
            with platform.running() as process:
                tokens = asyncio.run(_connected(platform, ports))
                whole, streamed = (headers(token) for token in tokens)
                yield Door(platform.port, path, whole, streamed, pids=(process.pid,))

    return start


async def _connected(platform: Standalone, ports: Ports) -> list[str]:
    """The tokens of two companies: one whose model answers whole, one whose model streams."""
    await platform.ready(300)
    tokens: list[str] = []
    for port in (ports.whole, ports.streamed):
        async with httpx2.AsyncClient(base_url=platform.url, trust_env=False, timeout=30) as http:
            me = Traveller(http)
            await me.sign_up()
            where = {"kind": "openai-compatible", "base_url": f"http://{LOOPBACK}:{port}/v1", "api_key": "sk-bench"}
            prices = {"input_price": 1.0, "output_price": 2.0}
            body = {**where, **prices, "options": {"model": MODEL}}
            await me.ask("POST", "/api/ai/v1/providers", expect=201, json=body)
            tokens.append(me.token)
    return tokens


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _api_key(token: str) -> dict[str, str]:
    return {"X-Api-Key": token, "Anthropic-Version": "2023-06-01"}


_HERE = Path(__file__).parent
LITELLM = described(_HERE / "litellm.toml")
PORTKEY = described(_HERE / "portkey.toml")


@contextmanager
def _litellm(ports: Ports) -> Generator[Door]:
    """One worker, as its guide for production says: errors logged only, no debug, prices from its package."""
    LITELLM.install()
    port = free_port()
    with folder("litellm") as home:
        models = [
            {
                "model_name": name,
                "litellm_params": {
                    "model": f"openai/{MODEL}",
                    "api_base": f"http://{LOOPBACK}:{upstream}/v1",
                    "api_key": "sk-bench",
                },
            }
            for name, upstream in ((MODEL, ports.whole), (f"{MODEL}-streamed", ports.streamed))
        ]
        config = {
            "model_list": models,
            "litellm_settings": {"set_verbose": False, "request_timeout": 600},
            "general_settings": {"master_key": "sk-bench"},
        }
        (home / "config.yaml").write_text(json.dumps(config))  # JSON is YAML
        env = {
            "PATH": f"{LITELLM.home / 'bin'}:/usr/bin:/bin",
            "LITELLM_LOG": "ERROR",
            "LITELLM_MODE": "PRODUCTION",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "HOME": str(home),
        }
        program = LITELLM.home / "bin" / "litellm"
        command = [
            program,
            "--config",
            home / "config.yaml",
            "--port",
            str(port),
            "--host",
            LOOPBACK,
            "--num_workers",
            "1",
        ]
        with running(command, log=home / "log", ready=lambda: answers(port), seconds=600, env=env) as process:
            key = _bearer("sk-bench")
            yield Door(port, _CHAT, key, key, {"model": f"{MODEL}-streamed"}, pids=(process.pid,))


@contextmanager
def _portkey(ports: Ports) -> Generator[Door]:
    """As its guide starts it; the upstream is named in headers."""
    PORTKEY.install()
    port = free_port()
    with folder("portkey") as home:
        program = PORTKEY.home / "npm" / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
        command = [node_folder() / "node", program, f"--port={port}", "--headless"]
        env = {"NODE_ENV": "production", "PATH": "/usr/bin:/bin", "HOME": str(home)}
        with running(command, log=home / "log", ready=lambda: answers(port), seconds=60, env=env) as process:
            whole, streamed = (
                {
                    "x-portkey-provider": "openai",
                    "x-portkey-custom-host": f"http://{LOOPBACK}:{upstream}/v1",
                    "Authorization": "Bearer sk-bench",
                }
                for upstream in (ports.whole, ports.streamed)
            )
            yield Door(port, _CHAT, whole, streamed, pids=(process.pid,))


CONTESTANTS = (
    Contestant("direct", "the upstream itself (Nginx)", direct),
    Contestant("noop", "FastAPI, asks nobody", _program("noop"), streams=False),
    Contestant("passthrough", "FastAPI and aiohttp by hand", _program("passthrough")),
    Contestant("relay", "this platform, relay path", _ours("/api/ai/v1/chat/completions", _bearer)),
    Contestant("sdk", "this platform, SDK path", _ours("/api/ai/v1/messages", _api_key)),
    Contestant("portkey", PORTKEY.title, _portkey),
    Contestant("litellm", LITELLM.title, _litellm),
)
OWN = ("direct", "noop", "passthrough", "relay", "sdk")
"""What needs nothing installed beside."""

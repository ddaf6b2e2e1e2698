"""Starts the platform in either shape as real processes, for tests: standalone, or five services and a worker."""

import asyncio
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from kernel.secrets import new_key_text
from kernel.service import SERVICES

ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS = 60.0


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LOCAL_MODEL_DIR") if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "WARNING", **extra}


@contextmanager
def process(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Generator[subprocess.Popen[bytes]]:
    """A child process that is stopped at the end, kindly first."""
    with log.open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=_environment(environment), stdout=out, stderr=out
        )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


async def ready(url: str, log: Path, seconds: float = _READY_SECONDS) -> None:
    """Wait until `/readyz` says so."""
    async with httpx2.AsyncClient(trust_env=False, timeout=5) as http:
        try:
            async with asyncio.timeout(seconds):
                while True:
                    try:
                        if (await http.get(f"{url}/readyz")).status_code == 200:
                            return
                    except httpx2.TransportError:
                        pass
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{url} was not ready in {seconds} s:\n{log.read_text()[-3000:]}") from None


@dataclass
class Standalone:
    """The platform as one process, which can be killed and started again on the same data."""

    data_dir: Path
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.data_dir.parent / "standalone.log"

    @contextmanager
    def running(self) -> Generator[subprocess.Popen[bytes]]:
        """Start it; it is stopped at the end."""
        environment = {"PORT": str(self.port), "DATA_DIR": str(self.data_dir), **self.extra}
        with process(["-m", "standalone", "serve"], environment, self.log) as child:
            yield child

    async def ready(self, seconds: float = _READY_SECONDS) -> None:
        """Wait until it can serve."""
        await ready(self.url, self.log, seconds)


def service_environments(databases: Mapping[str, str], redis_url: str, data_dir: Path) -> dict[str, dict[str, str]]:
    """What each service's process reads, as `docker-compose.yml` gives it; `worker` is the sixth."""
    ports = {name: free_port() for name in (*SERVICES, "worker")}
    service_secrets = {name: secrets.token_urlsafe(24) for name in SERVICES}
    keys = new_key_text()
    same = {f"{name.upper()}_URL": f"http://127.0.0.1:{ports[name]}" for name in SERVICES}
    same |= {"REDIS_URL": redis_url, "ENCRYPTION_KEYS": keys, "BIND": "127.0.0.1", "DATA_DIR": str(data_dir)}
    made = {
        name: {
            **same,
            "PORT": str(ports[name]),
            "DATABASE_URL": databases[name],
            "SERVICE_SECRET": service_secrets[name],
        }
        for name in SERVICES
    }
    made["auth"]["SERVICE_SECRETS"] = ",".join(f"{name}:{secret}" for name, secret in service_secrets.items())
    made["worker"] = {**made["company"], "PORT": str(ports["worker"])}
    made["company"]["ENGINE_WORKERS"] = "0"
    return made


@asynccontextmanager
async def composed(environments: Mapping[str, Mapping[str, str]], logs: Path) -> AsyncGenerator[dict[str, str]]:
    """Every service and a worker as processes of their own; yields the services' addresses by name."""
    with ExitStack() as stack:
        for name, environment in environments.items():
            module = ["company_service", "worker"] if name == "worker" else [f"{name}_service"]
            stack.enter_context(process(["-m", *module], environment, logs / f"{name}.log"))
        for name, environment in environments.items():
            await ready(f"http://127.0.0.1:{environment['PORT']}", logs / f"{name}.log")
        yield {name: f"http://127.0.0.1:{environments[name]['PORT']}" for name in SERVICES}

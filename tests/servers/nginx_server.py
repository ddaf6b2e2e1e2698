"""A private Nginx: the product's gateway, started by its own start script, or the frontend's, with its own settings."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import LOOPBACK, answers, folder, free_port, program, running

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Nginx:
    """A running Nginx."""

    port: int
    home: Path
    tls_port: int = 0

    @property
    def url(self) -> str:
        """The address that browsers and clients take."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def tls_url(self) -> str:
        """The same with TLS, where it was given a certificate."""
        return f"https://localhost:{self.tls_port}"

    @property
    def log(self) -> str:
        """What it logged so far: a JSON object a line, and its errors."""
        return (self.home / "log").read_text()


def _nginx() -> str:
    return program("nginx", brings="Debian's nginx")


@contextmanager
def gateway(upstreams: Mapping[str, str], settings: Mapping[str, str] | None = None) -> Generator[Nginx]:
    """Run the gateway before `upstreams` (such as `{"auth": "127.0.0.1:1234"}`) until the block ends."""
    port, tls_port = free_port(), free_port()
    with folder("gateway") as home:
        env = {
            "PATH": f"{os.environ['PATH']}:{Path(_nginx()).parent}",
            "LISTEN": f"{LOOPBACK}:{port}",
            "TLS_LISTEN": f"{LOOPBACK}:{tls_port}",
            "HTTPS_PORT": str(tls_port),
            "RUN_DIR": str(home / "run"),
            **{f"{name.upper()}_UPSTREAM": address for name, address in upstreams.items()},
            **(settings or {}),
        }
        command = [ROOT / "api" / "start.sh"]
        with running(command, log=home / "log", ready=lambda: answers(port), seconds=20, env=env):
            yield Nginx(port, home, tls_port)


@contextmanager
def frontend(built: Path) -> Generator[Nginx]:
    """Serve a built application as its container does, until the block ends."""
    port = free_port()
    with folder("frontend") as home:
        text = (ROOT / "frontend" / "nginx.conf").read_text()
        places = {"listen 8080": f"listen {LOOPBACK}:{port}", "/usr/share/nginx/html": str(built), "/tmp/": f"{home}/"}
        for place, ours in places.items():
            text = text.replace(place, ours)
        settings = home / "nginx.conf"
        settings.write_text(text)
        command = [_nginx(), "-e", "stderr", "-c", settings, "-g", "daemon off;"]
        with running(command, log=home / "log", ready=lambda: answers(port), seconds=20):
            yield Nginx(port, home)

"""A container engine: the machine's own when it has one that works, else Debian's, private to the test.

The private one has a socket, a data folder and a process of its own, touches no firewall of the machine, and ends with
the test. Where no registry of images is reachable it can pull nothing: `images` makes stand-ins then.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup.mysql import fetch_unstable, unpack
from setup.paths import CACHE
from setup.progress import Failed, run, say
from tests.servers.process import running

PLUGINS = CACHE / "engine" / "plugins"
_PLUGIN_PACKAGES = ("docker-compose", "docker-buildx")
_DEBIAN = ("docker.io", "mmdebstrap", "iptables")
_ADVICE = "The composed test needs a container engine: Docker with its compose plugin, or root on Debian."


@dataclass(frozen=True)
class Engine:
    """A running container engine."""

    environment: Mapping[str, str]
    program: str
    is_private: bool

    def docker(self, *arguments: str | Path, quiet: bool = True, stdin: Path | None = None) -> str:
        """Run one command. Raises `Failed` with what it said."""
        words = [self.program, *(str(argument) for argument in arguments)]
        environment = {**os.environ, **self.environment}
        with (stdin or Path(os.devnull)).open("rb") as given:
            done = subprocess.run(
                words, env=environment, stdin=given, check=False, text=True,
                stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
            )  # fmt: skip
        if done.returncode != 0:
            said = "\n".join((done.stdout or "").strip().splitlines()[-60:])
            raise Failed(f"`{' '.join(words)}` ended with {done.returncode}:\n{said}")
        return done.stdout or ""


@contextmanager
def engine() -> Generator[Engine]:
    """Have an engine until the block ends. Raises `Failed` where none can be had."""
    if "COMPOSE_TEST_PRIVATE" not in os.environ and _works("docker"):
        say("  using this machine's container engine")
        yield Engine({}, "docker", is_private=False)
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Failed(_ADVICE)
    _install()
    with tempfile.TemporaryDirectory(prefix="ap-engine-") as home, _private_engine(Path(home)) as private:
        yield private


def _works(docker: str) -> bool:
    def succeeds(words: Sequence[str]) -> bool:
        try:
            return subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    return succeeds([docker, "info"]) and succeeds([docker, "compose", "version"])


def _install() -> None:
    """Debian's engine, and the plugins that only its unstable release has (unpacked, not installed)."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if not Path("/usr/sbin/dockerd").exists() or shutil.which("mmdebstrap") is None:
        say("  installing Debian's container engine …")
        run(["apt-get", "-q", "update"], log="compose", advice=_ADVICE, env=quiet)
        install = ["apt-get", "-q", "install", "-y", "--no-install-recommends", *_DEBIAN]
        run(install, log="compose", advice=_ADVICE, env=quiet)
    if not (PLUGINS / "cli-plugins" / "docker-compose").exists():
        say("  fetching compose and buildx …")
        folder = CACHE / "engine" / "packages"
        files = CACHE / "engine" / "files"
        files.mkdir(parents=True, exist_ok=True)
        for package in fetch_unstable(folder, _PLUGIN_PACKAGES, alone=True):
            unpack(package, files)
        shutil.copytree(_plugins_in(files), PLUGINS / "cli-plugins", dirs_exist_ok=True)
        shutil.rmtree(folder)
        shutil.rmtree(files)


def _plugins_in(files: Path) -> Path:
    for place in ("usr/libexec/docker/cli-plugins", "usr/lib/docker/cli-plugins"):
        if (files / place / "docker-compose").exists():
            return files / place
    raise Failed(f"Debian's packages hold no compose plugin where it was. {_ADVICE}")


@contextmanager
def _private_engine(home: Path) -> Generator[Engine]:
    socket = home / "socket"
    configuration = home / "client"
    shutil.copytree(PLUGINS, configuration)
    environment = {"DOCKER_HOST": f"unix://{socket}", "DOCKER_CONFIG": str(configuration), "DOCKER_BUILDKIT": "1"}
    data = CACHE / "engine" / "data"
    data.mkdir(parents=True, exist_ok=True)
    command = [
        "/usr/sbin/dockerd", "--data-root", data, "--exec-root", home / "exec", "--pidfile", home / "pid",
        "--host", f"unix://{socket}", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--bridge=none",
    ]  # fmt: skip
    private = Engine(environment, "/usr/bin/docker", is_private=True)
    with running(command, log=home / "log", ready=lambda: _ready(private), seconds=60):
        yield private
        time.sleep(0.5)


def _ready(private: Engine) -> bool:
    try:
        private.docker("info")
    except Failed:
        return False
    return True

"""`make compose-test`: build every image, bring the stack up, make the journey through its gateway, take it down."""

import asyncio
import secrets
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from setup.environment import write_environment
from setup.paths import ROOT
from setup.progress import Clock, Failed, say, strong
from tests.compose.engine import Engine, engine
from tests.compose.images import make_stand_ins
from tests.journey.journey import JourneyFailed, check, real_invoices, travel
from tests.servers.process import free_port

_FORM = (
    "{{.Name}} {{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{len .HostConfig.PortBindings}}"
)
_INVOICES = ROOT.parent / "shared" / "data" / "invoices"


class Stack:
    """The composed stack, under a name of its own, so that a real one beside it stays untouched."""

    def __init__(self, docker: Engine, environment: Path) -> None:
        self._docker = docker
        self.port = free_port()
        self._environment = environment
        self._words = [
            "compose", "--project-name", f"agent-platform-test-{secrets.token_hex(3)}",
            "--project-directory", str(ROOT), "--env-file", str(environment),
            "--file", str(ROOT / "docker-compose.yml"), "--file", str(Path(__file__).parent / "override.yml"),
        ]  # fmt: skip

    def compose(self, *arguments: str, quiet: bool = True) -> str:
        """Run one compose command."""
        return self._docker.docker(*self._words, *arguments, quiet=quiet)

    def write_settings(self) -> None:
        """Secrets as `make env` makes them, and a port of the test's own."""
        write_environment(self._environment)
        with self._environment.open("a") as out:
            out.write(f"GATEWAY_PORT={self.port}\nREQUESTS_PER_SECOND=1000\nSIGN_INS_PER_SECOND=100\n")
            out.write("REQUESTS_PER_SECOND_PER_KEY=1000\nHOOKS_PER_SECOND=1000\nSIGN_UPS_PER_MINUTE=600\n")

    @property
    def url(self) -> str:
        """The gateway's address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def _stack(docker: Engine) -> Generator[Stack]:
    with tempfile.TemporaryDirectory(prefix="ap-compose-") as folder:
        stack = Stack(docker, Path(folder) / "env")
        stack.write_settings()
        try:
            yield stack
        except (Failed, JourneyFailed):
            say(stack.compose("ps", "--all"))
            say("\n".join(stack.compose("logs", "--no-color", "--tail", "40").splitlines()[-250:]))
            raise
        finally:
            _timed("take down", lambda: stack.compose("down", "--volumes", "--timeout", "20"))


def _timed(name: str, work: Callable[[], object]) -> None:
    clock = Clock()
    say(f"  {name} …")
    work()
    say(f"  {name}: {clock}")


def _journey(stack: Stack) -> None:
    report = asyncio.run(travel(stack.url, real_invoices(_INVOICES)))
    say(f"  journey through the gateway: {check(report)}")


def _is_hardened(stack: Stack, docker: Engine) -> None:
    """No container runs as root, writes to its root, or publishes a port but the gateway."""
    findings: list[str] = []
    for container in stack.compose("ps", "--quiet").split():
        name, user, read_only, dropped, ports = docker.docker("inspect", "--format", _FORM, container).split()
        if (
            user in ("", "root", "0")
            or read_only != "true"
            or dropped != "[ALL]"
            or (ports != "0" and "-api-" not in name)
        ):
            findings.append(f"{name}: user {user!r}, read-only {read_only}, dropped {dropped}, {ports} published ports")
    if findings:
        raise Failed("Not hardened:\n" + "\n".join(findings))
    say("  hardened: no root, read-only, no capabilities, only the gateway published")


def _operator(stack: Stack) -> None:
    """What an operator does: have everything looked at, write a backup, and see that it is good."""
    for words in (["doctor", "--url", "http://api:8080"], ["backup", "/backups/test"], ["verify", "/backups/test"]):
        say(f"    {' '.join(words)}: {stack.compose('run', '--rm', 'operator', *words).strip().splitlines()[-1]}")


def _memory(docker: Engine) -> None:
    say("  memory:\n" + docker.docker("stats", "--no-stream", "--format", "    {{.Name}}  {{.MemUsage}}").rstrip())


def main() -> int:
    """Run it; answers the exit code."""
    clock = Clock()
    say(strong("The composed stack in a container engine"))
    try:
        with engine() as docker:
            if docker.is_private:
                _timed("stand-ins for public images", lambda: make_stand_ins(docker))
            with _stack(docker) as stack:
                _timed("build", lambda: stack.compose("--profile", "operations", "build"))
                _timed("up, until all is healthy", lambda: stack.compose("up", "--detach", "--wait"))
                _is_hardened(stack, docker)
                _timed("journey", lambda: _journey(stack))
                _timed("operator", lambda: _operator(stack))
                _timed("three workers", lambda: stack.compose("up", "--detach", "--wait", "--scale", "worker=3"))
                _timed("journey with three workers", lambda: _journey(stack))
                _memory(docker)
    except (Failed, JourneyFailed) as failure:
        say(f"{failure}\ncompose: FAILED after {clock}")
        return 1
    say(f"compose: passed in {clock}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

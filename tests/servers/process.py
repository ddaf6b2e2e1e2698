"""A server process of the test run: where it lives, when it answers, and how it ends. Owns nothing it did not start."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3


class ServerDidNotStart(Exception):
    """A server ended, or did not answer in time; carries the end of its log."""


class NotInstalled(Exception):
    """The program is not on this machine; says what would bring it."""


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def program(name: str, *, brings: str, also: Sequence[str] = ("/usr/sbin", "/sbin")) -> str:
    """The path of an installed program. Raises `NotInstalled` naming what brings it."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *also]))
    if path is None:
        raise NotInstalled(f"{name} is not on this machine; {brings} brings it (`make test` installs it when it may).")
    return path


@contextmanager
def folder(prefix: str, *, in_memory: bool = True) -> Generator[Path]:
    """A folder for one server's data, in memory when there is room (and it may be), removed at the end."""
    roomy = in_memory and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    path = Path(tempfile.mkdtemp(prefix=f"agent-platform-{prefix}-", dir=_MEMORY if roomy else None))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def unprivileged() -> str | None:
    """The user that servers run as when the tests run as root; None when they do not."""
    return "nobody" if os.geteuid() == 0 else None


def give_away(path: Path) -> None:
    """Make `path` and all below it the unprivileged user's."""
    user = unprivileged()
    if user is None:
        return
    entry = pwd.getpwnam(user)
    for each in (path, *path.rglob("*")):
        os.chown(each, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def answers(port: int) -> bool:
    """Whether something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    ready: Callable[[], bool],
    seconds: float = 60,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Generator[subprocess.Popen[bytes]]:
    """Run a server until the block ends. Raises `ServerDidNotStart` with the end of its log."""
    # Should this process be killed, the server is told to end, where the machine has the program for it.
    bound = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*bound, *(str(part) for part in command)],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            env=env,
            cwd=cwd,
        )
    try:
        _wait(process, command[0], log, ready, seconds)
        yield process
    finally:
        stop(process)


def _wait(
    process: subprocess.Popen[bytes], name: str | Path, log: Path, ready: Callable[[], bool], seconds: float
) -> None:
    until = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise ServerDidNotStart(f"{name} ended with {process.returncode}:\n{_end_of(log)}")
        if time.monotonic() > until:
            raise ServerDidNotStart(f"{name} did not answer in {seconds:.0f} s:\n{_end_of(log)}")
        time.sleep(0.02)


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-25:])


def stop(process: subprocess.Popen[bytes], *, seconds: float = 10) -> None:
    """Ask the process to end, then make it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()

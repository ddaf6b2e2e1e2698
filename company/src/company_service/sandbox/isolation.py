"""How a worker process is walled in: bubblewrap where it is installed and works, an empty environment in any case."""

import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WORKER = Path(__file__).with_name("worker.py")
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
_PROBE_SECONDS = 10


@dataclass(frozen=True)
class Isolation:
    """Whether workers run in namespaces of their own, and if not why."""

    bubblewrap: str | None
    reason: str

    def describe(self) -> str:
        """One line for the log and for `doctor`."""
        if self.bubblewrap:
            return "Code steps run in worker processes of their own, inside bubblewrap."
        return f"Code steps run in worker processes of their own, without bubblewrap: {self.reason}"

    def command(self) -> list[str]:
        """The command that starts a worker."""
        work = [sys.executable, "-I", str(WORKER), interpreter(), "alone" if self.bubblewrap else "among others"]
        return [*_wall(self.bubblewrap), *work] if self.bubblewrap else work


def interpreter() -> str:
    """Where pydantic-monty's interpreter is installed."""
    return str(Path(sysconfig.get_path("scripts")) / "monty")


def _wall(bubblewrap: str) -> list[str]:
    # Programs and libraries to read, nothing to write, no network, no other process, no way to become anybody.
    readable = [*_SYSTEM, sys.base_prefix, sys.prefix, str(WORKER.parent)]
    binds = [part for path in dict.fromkeys(readable) for part in ("--ro-bind-try", path, path)]
    return [
        bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
        "--uid", "65534", "--gid", "65534", "--hostname", "sandbox", *binds, "--dev", "/dev", "--chdir", "/", "--",
    ]  # fmt: skip


@lru_cache(maxsize=1)
def probe() -> Isolation:
    """What this machine offers; tried once in a process."""
    found = shutil.which("bwrap")
    if not found:
        return Isolation(None, "it is not installed (on Debian: the package bubblewrap).")
    try:
        tried = subprocess.run(  # noqa: S603 - a fixed command
            [*_wall(found), sys.executable, "-I", "-c", "pass"],
            capture_output=True, timeout=_PROBE_SECONDS, env={}, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return Isolation(None, f"it could not be started ({type(error).__name__}).")
    if tried.returncode:
        told = tried.stderr.decode(errors="replace").strip().splitlines()
        return Isolation(None, f"it does not work here ({told[-1][:200] if told else 'no reason given'}).")
    return Isolation(found, "")

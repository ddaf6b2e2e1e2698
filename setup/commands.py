"""The commands of the front door."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from setup.checks import run_checks
from setup.environment import write_environment
from setup.frontend import frontend_stages, provider_stage
from setup.locks import make_locks
from setup.model import model_stage
from setup.node import npm
from setup.paths import BIN, FRONTEND, MODEL, ROOT, STATE, VENV
from setup.progress import Failed, say
from setup.python import COMMAND, python_stages, want_local_llm
from setup.servers import server_stages
from setup.stages import Stage, build
from setup.supply import look_for_weaknesses, write_bill
from setup.tools import tool

_DEFAULT_PORT = "8080"
_PATIENCE_SECONDS = 5


def _product() -> list[Stage]:
    return [*python_stages(dev=False), *frontend_stages(), model_stage()]


def _everything() -> list[Stage]:
    return [*python_stages(dev=True), *frontend_stages(), provider_stage(), model_stage(), *server_stages()]


def run() -> int:
    """Set up what is missing, then become the product."""
    port = os.environ.get("PORT") or _DEFAULT_PORT
    _wait_for_the_last_one(port)
    build(_product(), "what the product needs to run")
    environment = {**os.environ, **_settings(), "PORT": port}
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(COMMAND, [str(COMMAND), "serve"], environment)


def _settings() -> dict[str, str]:
    return {
        "DATA_DIR": os.environ.get("DATA_DIR") or "var",
        "LOCAL_MODEL_DIR": str(MODEL),
        "FRONTEND_DIR": os.environ.get("FRONTEND_DIR") or str(FRONTEND / "dist"),
    }


def _wait_for_the_last_one(port: str) -> None:
    """Give a platform that is still stopping time to end; say before minutes of set-up, not after, if it does not.

    Raises `Failed`.
    """
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Failed(f"PORT is {port!r}: give a number from 1 to 65535.")
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            _port_is_free(port)
            _data_is_free(Path(_settings()["DATA_DIR"]))
        except Failed:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _data_is_free(folder: Path) -> None:
    lock = ROOT / folder / ".lock"
    if not lock.is_file():
        return
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            raise Failed(f"Another platform uses the data folder {folder}. Stop it, or set DATA_DIR.") from None


def _port_is_free(port: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("BIND") or "127.0.0.1", int(port)))
        except OSError as error:
            raise Failed(
                f"Port {port} cannot be used: {error.strerror}. Stop what uses it, or choose another: "
                "PORT=8081 make run"
            ) from None


def prepare() -> int:
    """Set up everything that developers need, and stop."""
    build(_everything(), "everything that developers need")
    return 0


def test() -> int:
    """Set up everything, then check everything."""
    prepare()
    return 0 if run_checks() else 1


def local_model() -> int:
    """Add the small language model that writes on this machine (127 MB)."""
    want_local_llm()
    build(_product(), "the product with the small language model")
    return 0


def fmt() -> int:
    """Format and fix what can be fixed by itself."""
    build([*python_stages(dev=True), *frontend_stages()], "the formatters")
    fixed = subprocess.run([BIN / "ruff", "check", "--fix"], cwd=ROOT, check=False).returncode
    subprocess.run([BIN / "ruff", "format"], cwd=ROOT, check=True)
    say(npm("run", "format", cwd=FRONTEND, log="format").strip().splitlines()[-1])
    return fixed


def lock() -> int:
    """Resolve all dependencies and write the lock files."""
    build(python_stages(dev=False)[:1], "the tool that locks")
    make_locks()
    return 0


def bench() -> int:
    """Run the benchmarks; `BENCH=name` runs one."""
    build(_everything(), "everything that benchmarks need")
    name = os.environ.get("BENCH") or "list"
    return subprocess.run([COMMAND, "bench", name], cwd=ROOT, env={**os.environ, **_settings()}, check=False).returncode


def env() -> int:
    """Write `.env` for the composed stack."""
    write_environment()
    return 0


def certificate() -> int:
    """Make a TLS certificate of your own in `tls/`, for trying it and for networks that no authority reaches."""
    build(python_stages(dev=False), "what certificates are made with")
    names = os.environ.get("NAMES", "localhost 127.0.0.1").split()
    return subprocess.run([COMMAND, "certificate", "tls", *names], cwd=ROOT, check=False).returncode


def sbom() -> int:
    """Write what the product is made of (CycloneDX) and under which licences, into `sbom/`."""
    build(_product(), "what is listed")
    write_bill()
    return 0


def weaknesses() -> int:
    """Look for known weaknesses in advisories on this machine (`ADVISORIES=folder`, in OSV's format)."""
    build(_product(), "what is listed")
    return look_for_weaknesses()


def chart_test() -> int:
    """Render the Helm chart and hold it against the schemas of Kubernetes."""
    build(python_stages(dev=False)[:1], "the tool that brings others")
    programs = tool("chart", ("helm-python-sdk==0.2.2", "kubernetes-validate==1.37.0", "pyyaml==6.0.4"))
    return subprocess.run([programs / "python", ROOT / "deploy/helm/check.py"], cwd=ROOT, check=False).returncode


def compose_test() -> int:
    """Bring the composed stack up in a container engine and run the journey through its gateway."""
    build(_everything(), "everything that the composed test needs")
    return subprocess.run([BIN / "python", "-m", "tests.compose"], cwd=ROOT, check=False).returncode


def clean() -> int:
    """Remove everything that set-up and tests made inside the checkout. Data in `var` stays."""
    made = [VENV, STATE, FRONTEND / "node_modules", FRONTEND / "dist"]
    caches = [ROOT / name for name in (".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")]
    for path in (*made, *caches, *_bytecode()):
        shutil.rmtree(path, ignore_errors=True)
    say("Removed what set-up made. Your data (DATA_DIR, by default var/) is untouched.")
    return 0


def _bytecode() -> list[Path]:
    return list(ROOT.glob("*/**/__pycache__"))


COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "test": test,
    "setup": prepare,
    "local-model": local_model,
    "fmt": fmt,
    "lock": lock,
    "bench": bench,
    "env": env,
    "certificate": certificate,
    "sbom": sbom,
    "weaknesses": weaknesses,
    "chart-test": chart_test,
    "compose-test": compose_test,
    "clean": clean,
}


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; answers the exit code."""
    command = COMMANDS.get(arguments[0]) if len(arguments) == 1 else None
    if command is None:
        for name, each in COMMANDS.items():
            say(f"  {'make ' + name:20}{(each.__doc__ or '').splitlines()[0]}")
        return 0 if list(arguments) in ([], ["help"]) else 2
    # Bytecode is written as it is first needed, or every start would compile thousands of files again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return command()
    except Failed as failure:
        sys.stderr.write(f"\n{failure}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return 130

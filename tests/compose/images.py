"""Images that stand in for the public ones of the same name, where no registry of images can be reached.

They are made of Debian's packages, a Node from PyPI and the unpacked MySQL, so that the product's own Dockerfiles and
compose file are used unchanged. They prove the wiring, not the official images. The machine's certificates and pip
settings go into them, and nowhere else.
"""

import shutil
import tempfile
from pathlib import Path

from setup.mysql import bring_mysql, mirror
from setup.node import bring_own_node
from setup.paths import CACHE
from setup.progress import run, say
from tests.compose.engine import Engine

_STAND_INS = Path(__file__).parent / "stand_ins"
_BASE = "agent-platform-stand-in"
_PACKAGES = ("ca-certificates", "python3", "python3-venv", "nginx-light", "redis-server", "wget", "libaio1", "libnuma1")
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_ADVICE = "The stand-in for public images could not be made."

IMAGES = {
    "python": "python:3.11-slim-bookworm",
    "nginx": "nginx:1.28-alpine",
    "redis": "redis:7.2-alpine",
    "node": "node:24-bookworm-slim",
    "mysql": "mysql:8.4",
}
"""The public images that the product's files name."""


def make_stand_ins(engine: Engine) -> None:
    """Make what the engine does not have yet."""
    have = set(engine.docker("images", "--format", "{{.Repository}}:{{.Tag}}").split())
    if f"{_BASE}:latest" not in have:
        _make_base(engine)
    for name, tag in IMAGES.items():
        if tag not in have:
            say(f"  making a stand-in for {tag} …")
            _make(engine, name, tag)


def _make_base(engine: Engine) -> None:
    say("  making a base image of Debian's packages …")
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        archive = Path(folder) / "base.tar"
        command = [
            "mmdebstrap", "--variant=minbase", f"--include={','.join(_PACKAGES)}", "--dpkgopt=force-unsafe-io",
            "bookworm", archive, f"deb {mirror()} bookworm main",
        ]  # fmt: skip
        run(command, log="compose", advice=_ADVICE)
        engine.docker("import", archive, f"{_BASE}:latest")


def _make(engine: Engine, name: str, tag: str) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        context = Path(folder)
        shutil.copytree(_STAND_INS, context, dirs_exist_ok=True)
        shutil.copy(_CERTIFICATES, context / "certificates.crt")
        (context / "files").mkdir()
        if name == "mysql":
            shutil.copytree(bring_mysql().home, context / "files", symlinks=True, dirs_exist_ok=True)
        if name == "node":
            shutil.copytree(bring_own_node().parent, context / "files", symlinks=True, dirs_exist_ok=True)
        engine.docker("build", "--network", "none", "--target", name, "--tag", tag, context)

"""Prometheus's own tool, which tries the rules of `deploy/observability`: unpacked from Debian's package."""

import os
import shutil
import tempfile
from pathlib import Path

from setup.mysql import unpack
from setup.paths import CACHE
from setup.progress import Failed, run, say

PROMTOOL = CACHE / "promtool"
_ADVICE = "The rules of deploy/observability are not tried in this run."


def bring_promtool() -> None:
    """Fetch it unless it is there; where Debian's packages cannot be had, say so."""
    if promtool():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(f"    NOT FETCHED: promtool (needs root on Debian or Ubuntu). {_ADVICE}")
        return
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as made:
            folder = Path(made)
            download = ["apt-get", "-q", "-oAPT::Sandbox::User=root", "download", "prometheus"]
            run(download, log="promtool", advice=_ADVICE, cwd=folder)
            unpack(next(folder.glob("*.deb")), folder)
            (folder / "usr/bin/promtool").rename(PROMTOOL)
    except Failed as failure:
        say("\n".join(f"    | {line}" for line in str(failure).splitlines()))


def promtool() -> str | None:
    """The program, where this machine has it."""
    return str(PROMTOOL) if PROMTOOL.is_file() else shutil.which("promtool")

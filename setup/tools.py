"""Tools that are needed now and then, pinned, each in an environment of its own: not beside the product's packages."""

from collections.abc import Sequence
from pathlib import Path

from setup.paths import STATE
from setup.progress import run, say
from setup.python import UV
from setup.stages import fingerprint

_ADVICE = "Is the package index reachable? See the message above."


def tool(name: str, packages: Sequence[str]) -> Path:
    """The folder with the programs of an environment that holds exactly these packages."""
    home = STATE / "tools" / name
    stamp, wanted = home / "made-of", fingerprint([], *packages)
    if not stamp.is_file() or stamp.read_text() != wanted:
        say(f"  {name}: bring {', '.join(packages)} …")
        run([UV, "venv", "--quiet", "--clear", home], log=name, advice=_ADVICE)
        run([UV, "pip", "install", "--quiet", "--python", home / "bin/python", *packages], log=name, advice=_ADVICE)
        stamp.write_text(wanted)
    return home / "bin"

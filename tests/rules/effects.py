"""Imports have no effects: importing a module of ours opens nothing, starts nothing and reads no environment.

`effects_of` runs this file as a program of its own: it imports the modules one by one under an audit hook and reports
what their own top-level code did. What a third-party library does while it is imported is not ours and not reported.
"""

import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

WATCHED = {
    "open": "opens a file",
    "os.listdir": "lists a folder",
    "os.mkdir": "makes a folder",
    "os.remove": "removes a file",
    "os.system": "starts a program",
    "socket.__new__": "opens a socket",
    "socket.connect": "connects a socket",
    "socket.bind": "binds a socket",
    "socket.getaddrinfo": "looks a host up",
    "sqlite3.connect": "opens a database",
    "subprocess.Popen": "starts a program",
    "signal.signal": "handles a signal",
}

_LIBRARIES = f"{os.sep}site-packages{os.sep}"


def effects_of(modules: Sequence[str], folders: Sequence[Path]) -> list[str]:
    """What importing `modules` did by the hand of code below `folders`, in a fresh process."""
    asked = json.dumps({"modules": list(modules), "folders": [str(folder) for folder in folders]})
    path = os.pathsep.join([str(folder) for folder in folders] + [p for p in sys.path if p])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, __file__], input=asked, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode != 0:
        return [f"cannot be imported: {done.stderr.strip().splitlines()[-1]}"]
    found: list[str] = json.loads(done.stdout)
    return found


class _Probe:
    """Records what code of ours does while a module is imported."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = tuple(folders)
        self.found: list[str] = []
        self.on = False

    def note(self, what: str) -> None:
        """Record an effect, if code of ours caused it, itself or by way of the standard library."""
        if not self.on:
            return
        self.on = False
        frame: FrameType | None = sys._getframe(2)  # pyright: ignore[reportPrivateUsage] - who calls?
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith("<frozen importlib") or _LIBRARIES in name:
                break
            if name.startswith(self._folders):
                self.found.append(f"{name}:{frame.f_lineno} {what}")
                break
            frame = frame.f_back
        self.on = True

    def audit(self, event: str, _arguments: tuple[Any, ...]) -> None:
        """The audit hook."""
        if event in WATCHED:
            self.note(WATCHED[event])


def _watch(probe: _Probe, kind: Any, names: Sequence[str], what: str) -> None:
    """Note every call of these methods, which raise no audit event of their own."""
    for name in names:
        original: Callable[..., Any] = getattr(kind, name)

        def watched(*arguments: Any, _original: Callable[..., Any] = original) -> Any:
            probe.note(what)
            return _original(*arguments)

        setattr(kind, name, watched)


def _main(asked: Mapping[str, Sequence[str]]) -> None:
    probe = _Probe(asked["folders"])
    _watch(probe, type(os.environ), ["__getitem__", "__contains__", "__iter__", "get"], "reads the environment")
    _watch(probe, threading.Thread, ["start"], "starts a thread")
    sys.addaudithook(probe.audit)
    for module in asked["modules"]:
        probe.on = True
        importlib.import_module(module)
        probe.on = False
    sys.stdout.write(json.dumps(sorted(set(probe.found))))


if __name__ == "__main__":
    _main(json.loads(sys.stdin.read()))

"""What set-up says while it works, and how it runs commands: output kept in a log, shown only when it matters."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup.paths import LOGS, ROOT

_speaking = threading.Lock()
_COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


class Failed(Exception):
    """Something could not be done. The text says what happened and what to do; people see it as it is."""


def say(text: str = "") -> None:
    """Print one line, at once, whole."""
    with _speaking:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def strong(text: str) -> str:
    """The text, bold where the output is a terminal."""
    return f"\033[1m{text}\033[0m" if _COLOUR else text


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._from = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long so far."""
        return time.monotonic() - self._from

    def __str__(self) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        return f"{minutes:.0f} min {int(seconds)} s" if minutes else f"{seconds:.1f} s"


def run(
    command: Sequence[str | Path],
    *,
    log: str,
    advice: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> str:
    """Run a command with its output in `.setup/logs/<log>.log`; returns what it printed.

    Raises `Failed` with the end of the output and `advice`: what a person can do about it.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    file = LOGS / f"{log}.log"
    words = [str(part) for part in command]
    environment = {**os.environ, **(env or {})}
    try:
        done = subprocess.run(
            words, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            check=False,
        )  # fmt: skip
    except OSError as error:
        raise Failed(f"{words[0]} could not be run: {error}\n{advice}") from None
    text = done.stdout.decode(errors="replace")
    with file.open("a", encoding="utf-8") as out:
        out.write(f"$ {' '.join(words)}\n{text}\n")
    if done.returncode != 0:
        end = "\n".join("    " + line for line in text.strip().splitlines()[-20:])
        shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
        raise Failed(f"`{' '.join(words)}` ended with {done.returncode}:\n{end}\n{advice}\nAll it said: {shown}")
    return text

"""Everything `make test` runs. All of it runs even when something fails; the end says what did, and when.

Quiet checks come first, two at a time, for each keeps one core busy; then the tests, one after the other.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread

from setup.locks import lock_findings
from setup.node import node_environment, node_folder, npm_command
from setup.paths import BIN, FRONTEND, MODEL, ROOT
from setup.progress import Clock, say, strong

_WORKERS = "4"
"""More than the two cores that are counted on: real parts spend half of the time waiting for each other."""
_BROWSERS = "3"
_QUIET_AT_ONCE = 2
_KEPT = 2_000
"""Pieces of output kept of a check, so that the end of one that failed can be shown again."""
_SHOWN_AGAIN = 120
_LINGERING = 2.0
"""Seconds in which output may still come once a check is over. What it left running may hold its output open."""


@dataclass(frozen=True)
class Check:
    """One command; `quiet` ones show their output only when they fail."""

    name: str
    command: Callable[[], Sequence[str | Path]]
    cwd: Path = ROOT
    quiet: bool = True
    env: Callable[[], Mapping[str, str]] = field(default=dict[str, str])


def _own(program: str, *arguments: str) -> Callable[[], Sequence[str | Path]]:
    return lambda: [BIN / program, *arguments]


def _npm(*arguments: str) -> Callable[[], Sequence[str | Path]]:
    return lambda: [*npm_command(), *arguments]


def _node(*arguments: str) -> Callable[[], Sequence[str | Path]]:
    return lambda: [node_folder() / "node", *arguments]


def _frontend_dist() -> Mapping[str, str]:
    return {"LOCAL_MODEL_DIR": str(MODEL), "FRONTEND_DIR": str(FRONTEND / "dist")}


CHECKS: tuple[Check, ...] = (
    Check("types", _own("basedpyright")),
    Check("tests are found, and made ready for their workers", _own("pytest", "--collect-only", "-qq")),
    Check("ruff", _own("ruff", "check", "--no-fix")),
    Check("format", _own("ruff", "format", "--check")),
    Check("imports", _own("lint-imports", "--no-cache")),
    Check("frontend: lint, types, locks, texts, layers", _npm("run", "check"), cwd=FRONTEND, env=node_environment),
    Check("frontend: size", _node("scripts/size-budget.mjs"), cwd=FRONTEND, env=node_environment),
    Check("frontend: tests", _npm("test"), cwd=FRONTEND, quiet=False, env=node_environment),
    Check(
        "tests",
        _own("pytest", "-n", _WORKERS, "--dist", "worksteal", "-m", "not browser", "-q", "--durations=10"),
        quiet=False,
        env=_frontend_dist,
    ),
    Check(
        "journeys in the browser",
        _own("pytest", "-n", _BROWSERS, "--dist", "worksteal", "-m", "browser", "-q", "--durations=5"),
        quiet=False,
        env=_frontend_dist,
    ),
)


def run_checks(checks: Sequence[Check] = CHECKS) -> bool:
    """Run all; whether all is well."""
    clock = Clock()
    ends: dict[str, str] = {}
    results = [_locks()]
    run = partial(_run, ends=ends)
    with ThreadPoolExecutor(_QUIET_AT_ONCE) as pool:
        results += pool.map(run, [check for check in checks if check.quiet])
    results += [run(check) for check in checks if not check.quiet]
    for name, text in ends.items():
        say(strong(f"\n── {name}, which failed, ended so"))
        say(text)
    say(strong("\nWhat was checked"))
    for name, seconds, fine in results:
        say(f"  {'ok    ' if fine else 'FAILED'} {seconds:6.1f} s  {name}")
    failed = [name for name, _, fine in results if not fine]
    say(f"{'FAILED: ' + ', '.join(failed) if failed else 'All is well'} after {clock}")
    return not failed


def _locks() -> tuple[str, float, bool]:
    clock = Clock()
    findings = lock_findings()
    for finding in findings:
        say(finding)
    return "lock files", clock.seconds, not findings


def _run(check: Check, ends: dict[str, str]) -> tuple[str, float, bool]:
    """Run one; if it fails, `ends` gets the end of what it printed."""
    say(strong(f"\n── {check.name}"))
    clock = Clock()
    printed: deque[bytes] = deque(maxlen=_KEPT)
    source, sink = os.pipe()
    reader = Thread(target=_copy, args=(source, printed), kwargs={"aloud": not check.quiet}, daemon=True)
    reader.start()
    done = subprocess.run(
        [str(word) for word in check.command()],
        cwd=check.cwd,
        env={**os.environ, **check.env()},
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=subprocess.STDOUT,
        check=False,
    )
    os.close(sink)
    reader.join(_LINGERING)
    fine = done.returncode == 0
    text = b"".join(printed).decode(errors="replace").strip()
    last = ""
    if check.quiet and text:
        if fine:
            last = f": {text.splitlines()[-1]}"
        else:
            say(text)
    if not fine:
        ends[check.name] = "\n".join(text.splitlines()[-_SHOWN_AGAIN:])
    say(f"   {check.name}: {'ok' if fine else f'failed with {done.returncode}'} in {clock}{last}")
    return check.name, clock.seconds, fine


def _copy(source: int, printed: deque[bytes], *, aloud: bool) -> None:
    while piece := os.read(source, 65_536):
        printed.append(piece)
        if aloud:
            sys.stdout.buffer.write(piece)
            sys.stdout.flush()

"""The program of a worker process: runs Python of users in `pydantic-monty`, an interpreter without any way out.

It is started by `pool` as a script, with an empty environment and inside bubblewrap where there is one, and imports
nothing of this product. It speaks length-prefixed JSON (four bytes, big-endian, then so many bytes of JSON) over its
standard input and output: one answer for each question, until the input ends. Each question gets an interpreter
process of its own, so that nothing of one company's step is left for the next.

A question: `{"check" | "run": code, "input", "now": ISO 8601, "seed", "seconds", "memory", "output", "printed"}`, the
last four being limits (bytes). An answer: `{"output", "printed"}`, or `{"error": {"kind", "message", "line"},
"printed"}` with a kind of `syntax`, `raised`, `time`, `memory`, `recursion`, `output` or `crashed`.
"""

import json
import resource
import struct
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO, cast

from pydantic_monty import (
    Monty,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontySyntaxError,
)

HEADER = struct.Struct(">I")
_MIB = 1024 * 1024
_ADDRESS_SPACE = 4096 * _MIB
"""Virtual, not real: allocators of threads reserve far more than they use."""
_CPU_SECONDS = 600
_OPEN_FILES = 64
_PROCESSES = 64
_DEPTH = 200
_GRACE = 1.0
_STOP = "raise RuntimeError\n"
"""Compiled together with what is checked, and the first thing that happens: so nothing of it runs."""

Answer = dict[str, Any]


class _NotData(Exception):
    """The value of the code is nothing that JSON can hold."""


class _Printed:
    """What the code printed, as far as it is kept."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._parts: list[str] = []

    def __call__(self, _stream: str, text: str) -> None:
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._parts.append("\n… (more was printed than is kept)")

    def text(self) -> str:
        return "".join(self._parts)


def _data(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(cast("set[Any]", value), key=repr)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise _NotData(f"The code gave {type(value).__name__} back; give a text, a number, a list or an object.")


def _line_of(error: MontyError) -> int | None:
    if not isinstance(error, MontyRuntimeError | MontySyntaxError):
        return None
    frames = error.traceback()
    return frames[-1].line if frames else None


def _failure(error: MontyError) -> Answer:
    """What went wrong, in words."""
    told, line = str(error), _line_of(error)
    if isinstance(error, MontySyntaxError):
        return {"kind": "syntax", "message": told, "line": line}
    if isinstance(error, MontyCrashedError):
        kind = "time" if error.timed_out else "crashed"
        return {"kind": kind, "message": told, "line": None}
    if isinstance(error, MontyRuntimeError):
        kinds = {"MemoryError": "memory", "RecursionError": "recursion", "NotImplementedError": "syntax"}
        name = told.partition(":")[0]
        is_limit = name == "TimeoutError" and "time limit" in told
        return {"kind": "time" if is_limit else kinds.get(name, "raised"), "message": told, "line": line}
    return {"kind": "raised", "message": told, "line": line}


def _run(pool: Monty, asked: Mapping[str, Any], printed: _Printed) -> Answer:
    limits: Any = {
        "max_memory": asked["memory"],
        "max_feed_duration_secs": asked["seconds"],
        "max_recursion_depth": _DEPTH,
        "max_suspensions": 100,
    }
    policy: Any = {
        "datetime": datetime.fromisoformat(asked["now"]),
        "timezone": "utc",
        "sleep": "zero",
        "random_start": {"seed": asked["seed"]},
    }
    with pool.checkout(script_name="code", limits=limits, os_policy=policy) as session:
        value = session.feed_run(asked["run"], inputs={"input": asked["input"]}, print_callback=printed)
    return _shown(value, asked["output"])


def _shown(value: Any, most: int) -> Answer:
    try:
        text = json.dumps(value, default=_data, allow_nan=False)
    except (TypeError, ValueError, RecursionError, _NotData) as error:
        return {"error": {"kind": "output", "message": str(error), "line": None}}
    if len(text) > most:
        message = f"The code gave {len(text) // 1024:,} KB back; {most // 1024:,} KB are the most."
        return {"error": {"kind": "output", "message": message, "line": None}}
    return {"output": json.loads(text)}


def _check(pool: Monty, code: str) -> Answer:
    limits: Any = {"max_memory": 64 * _MIB, "max_feed_duration_secs": 2.0}
    try:
        with pool.checkout(script_name="code", limits=limits) as session:
            session.feed_run(_STOP + code, print_callback=lambda _stream, _text: None)
    except MontyRuntimeError as error:
        found = _failure(error)
        if found["kind"] != "syntax":
            return {"output": None}
        return {"error": _moved(found)}
    except MontyError as error:
        return {"error": _moved(_failure(error))}
    return {"output": None}


def _moved(found: Answer) -> Answer:
    line: int | None = found["line"]
    return {**found, "line": line - 1 if line and line > 1 else line}


def answer(pool: Monty, asked: Mapping[str, Any]) -> Answer:
    """What comes of one question."""
    printed = _Printed(int(asked.get("printed", 0)))
    try:
        found = _check(pool, asked["check"]) if "check" in asked else _run(pool, asked, printed)
    except MontyError as error:
        found = {"error": _failure(error)}
    except (ValueError, TypeError, OverflowError, MemoryError) as error:
        found = {"error": {"kind": "output", "message": str(error) or type(error).__name__, "line": None}}
    return {**found, "printed": printed.text()}


def limit_this_process(*, alone: bool) -> None:
    """Set hard limits, which the interpreter inherits. Processes are counted only where they are ours `alone`."""
    limits = {
        resource.RLIMIT_AS: _ADDRESS_SPACE,
        resource.RLIMIT_CPU: _CPU_SECONDS,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    if alone:
        limits[resource.RLIMIT_NPROC] = _PROCESSES
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def serve(questions: BinaryIO, answers: BinaryIO, interpreter: str) -> None:
    """Answer until the questions end."""
    pool = Monty(
        binary_path=interpreter,
        min_processes=1,
        max_processes=1,
        max_checkouts_per_worker=1,
        feed_duration_limit_grace=_GRACE,
    )
    with pool:
        while len(header := questions.read(HEADER.size)) == HEADER.size:
            asked = json.loads(questions.read(HEADER.unpack(header)[0]))
            told = json.dumps(answer(pool, asked)).encode()
            answers.write(HEADER.pack(len(told)) + told)
            answers.flush()


if __name__ == "__main__":
    limit_this_process(alone=sys.argv[2] == "alone")
    serve(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1])

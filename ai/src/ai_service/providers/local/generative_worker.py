"""Runs one GGUF model by llama.cpp: a program of its own, under hard limits, that reads requests and writes answers.

    python -I generative_worker.py '{"path": "model.gguf", "context": 4096, "threads": 2, "memory": 3000000000}'

A line of JSON in is a request as llama.cpp's server takes it. Lines of JSON out: first `{"ready": true}` or
`{"failed": why}`, then for each request any number of `{"piece": chunk}` (where `stream` is asked for) and one
`{"done": answer}` or `{"error": why}`.

A crash in native code or a model too large ends this process and nothing else. It ends by itself when its input does,
and listens on no port: what llama.cpp's server wants to listen on is a socket in a folder that is gone once it
is loaded.
"""

import contextlib
import importlib
import json
import os
import queue
import resource
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

_KILLED_FIRST = "900"
_LESS_URGENT = 5
_CANNOT_LOAD = 3

Write = Callable[[dict[str, Any]], None]


def _limit(memory: int) -> None:
    """Bounded memory; and whoever is short of it or of the processor takes it from this process first."""
    for name, most in {"AS": memory, "CORE": 0}.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
        except (ValueError, OSError):
            if sys.platform == "linux":  # macOS knows no limit on memory
                raise
    with contextlib.suppress(OSError):
        os.nice(_LESS_URGENT)
        Path("/proc/self/oom_score_adj").write_text(_KILLED_FIRST)


def _writer() -> Write:
    """Answers go where standard output was; what native code prints goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def write(message: dict[str, Any]) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    return write


def _loaded(told: dict[str, Any], folder: str) -> Any:
    llama: Any = importlib.import_module("xllamacpp")
    params = llama.CommonParams()
    params.model.path = told["path"]
    params.n_ctx = told["context"]
    params.n_parallel = 1
    params.cpuparams.n_threads = told["threads"]
    params.cpuparams.poll = 0  # threads that wait for each other sleep: others need the processor too
    params.warmup = False
    params.cache_ram_mib = 0
    params.offline = True
    params.ui = False
    params.hostnames = [f"{folder}/llama.sock"]
    return llama.Server(params)


def _answer(server: Any, request: dict[str, Any], write: Write) -> None:
    def passed_on(chunk: Any) -> None:
        write({"piece": chunk})

    try:
        if request.get("stream"):
            server.handle_chat_completions(request, passed_on)
            write({"done": None})
        else:
            write({"done": server.handle_chat_completions(request)})
    except (ValueError, RuntimeError) as error:
        write({"error": str(error)})


def _arriving() -> "queue.SimpleQueue[str]":
    """Lines of standard input; its end ends the process even in the middle of an answer."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return lines


def main() -> int:
    """Load, say so, answer until the input ends."""
    told = json.loads(sys.argv[1])
    write = _writer()
    _limit(told["memory"])
    with tempfile.TemporaryDirectory(prefix="local-model-") as folder:
        try:
            server = _loaded(told, folder)
        except (ImportError, RuntimeError, ValueError, MemoryError) as error:
            write({"failed": str(error)})
            return _CANNOT_LOAD
    # Whoever could have connected no longer finds it: the folder is gone.
    write({"ready": True})
    lines = _arriving()
    while True:
        _answer(server, json.loads(lines.get()), write)


if __name__ == "__main__":
    sys.exit(main())

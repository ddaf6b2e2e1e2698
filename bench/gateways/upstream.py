"""A model's API that answers at once, always the same: an Nginx, so that hardly any of the measured time is its own."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.servers.process import LOOPBACK, answers, folder, free_port, program, running

MODEL = "bench-model"
_USAGE = {"prompt_tokens": 120, "completion_tokens": 80, "total_tokens": 200}
_TEXT = "An answer of about four hundred characters, as models give them. " * 6
ANSWER: dict[str, Any] = {
    "id": "chatcmpl-bench",
    "object": "chat.completion",
    "created": 1,
    "model": MODEL,
    "choices": [{"index": 0, "message": {"role": "assistant", "content": _TEXT}, "finish_reason": "stop"}],
    "usage": _USAGE,
}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> str:
    head = {"id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    return f"data: {json.dumps({**head, 'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish}]})}\n\n"


STREAM = (
    _chunk({"role": "assistant", "content": ""})
    + "".join(_chunk({"content": f"{word} "}) for word in _TEXT.split())
    + _chunk({}, "stop")
    + f"data: {json.dumps({**ANSWER, 'object': 'chat.completion.chunk', 'choices': []})}\n\n"
    + "data: [DONE]\n\n"
)
"""The same words as a stream of events."""

_CONF = """
worker_processes 1;
error_log stderr warn;
pid {home}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 10000000;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  server {{
    listen {host}:{whole};
    default_type application/json;
    root {home};
    error_page 405 =200 $uri;
    location = /v1/chat/completions {{ try_files /answer.json =404; }}
    location = /v1/models {{ return 200 '{models}'; }}
  }}
  server {{
    listen {host}:{streamed};
    default_type text/event-stream;
    types {{ }}
    root {home};
    error_page 405 =200 $uri;
    location = /v1/chat/completions {{ try_files /answer.sse =404; }}
    location = /v1/models {{ default_type application/json; return 200 '{models}'; }}
  }}
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where it answers whole, and where in a stream; `pid` is its process."""

    whole: int
    streamed: int
    pid: int = 0


@contextmanager
def upstream() -> Generator[Ports]:
    """Serve it until the block ends."""
    ports = Ports(free_port(), free_port())
    with folder("upstream") as home:
        (home / "answer.json").write_text(json.dumps(ANSWER))
        (home / "answer.sse").write_text(STREAM)
        listed = {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 1, "owned_by": "bench"}]}
        conf = Path(home) / "nginx.conf"
        conf.write_text(
            _CONF.format(
                home=home, host=LOOPBACK, whole=ports.whole, streamed=ports.streamed, models=json.dumps(listed)
            )
        )
        command = [program("nginx", brings="Debian's nginx"), "-e", "stderr", "-c", conf, "-g", "daemon off;"]
        with running(command, log=home / "log", ready=lambda: answers(ports.whole), seconds=20) as process:
            yield replace(ports, pid=process.pid)

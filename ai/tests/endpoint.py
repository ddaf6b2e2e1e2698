"""A server on the loopback that speaks OpenAI's wire format, as vLLM or Ollama would, or fails to."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

KEY = "sk-a-key-for-tests-0042"
MODEL = "test-model-1"


@dataclass
class Model:
    """What the server answers next, and what it was asked."""

    says: str = "ready"
    turns: list[Any] = field(default_factory=list[Any])
    """What it says first, as JSON, one after the other, before `says`; a text as it is, an int as a failure."""
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Tools it wants used, each with its arguments as it writes them."""
    status: int = 200
    body: str | None = None
    knows_schemas: bool = True
    slow: bool = False
    breaks_off: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    keys: list[str] = field(default_factory=list[str])
    port: int = 0

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def says_json(self, value: Any) -> None:
        """Answer with this."""
        self.says = json.dumps(value)


@asynccontextmanager
async def running(model: Model) -> AsyncGenerator[Model]:
    """Serve it on a free port."""
    server = uvicorn.Server(
        uvicorn.Config(_app(model), host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    model.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield model
    finally:
        server.should_exit = server.force_exit = True
        await task


def _app(model: Model) -> FastAPI:
    app = FastAPI(openapi_url=None)

    async def chat(request: Request) -> Response:
        asked = await request.json()
        model.asked.append(asked)
        model.keys.append(request.headers.get("authorization", ""))
        if model.slow:
            await asyncio.sleep(60)
        turn = model.turns.pop(0) if model.turns else None
        if isinstance(turn, int):
            return JSONResponse({"error": {"message": "the context length is exceeded", "type": "x"}}, turn)
        if turn is not None:
            said = turn if isinstance(turn, str) else json.dumps(turn)
            return JSONResponse(_completion(model, message={"role": "assistant", "content": said}))
        refused = _refusal(model, asked)
        if refused:
            return refused
        if asked.get("stream"):
            return StreamingResponse(_events(model), media_type="text/event-stream")
        if model.calls:
            return JSONResponse(_completion(model, message=_wishes(model), finish_reason="tool_calls"))
        return JSONResponse(_completion(model, message={"role": "assistant", "content": model.says}))

    async def models() -> Any:
        refused = _refusal(model, {}) if model.body is None else None
        if refused:
            return refused
        listed = [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in (MODEL, "another")]
        return {"object": "list", "data": listed}

    app.add_api_route("/v1/chat/completions", chat, methods=["POST"], response_model=None)
    app.add_api_route("/v1/models", models, response_model=None)
    return app


def _refusal(model: Model, asked: dict[str, Any]) -> Response | None:
    if model.body is not None:
        return PlainTextResponse(model.body, model.status)
    if model.status != 200:
        return JSONResponse({"error": {"message": "no, because of a reason", "type": "x"}}, model.status)
    if not model.knows_schemas and "response_format" in asked:
        return JSONResponse({"error": {"message": "response_format is not supported"}}, 400)
    return None


def _wishes(model: Model) -> dict[str, Any]:
    calls = [
        {"id": f"call_{place}", "type": "function", "function": {"name": name, "arguments": written}}
        for place, (name, written) in enumerate(model.calls)
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _completion(model: Model, **choice: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "finish_reason": "stop", **choice}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500},
    }


async def _events(model: Model) -> AsyncIterator[bytes]:
    for word in model.says.split():
        chunk = {**_completion(model, delta={"content": word}), "object": "chat.completion.chunk", "usage": None}
        yield f"data: {json.dumps(chunk)}\n\n".encode()
        if model.breaks_off:
            raise ConnectionError("as told")
    last: dict[str, Any] = {**_completion(model), "object": "chat.completion.chunk", "choices": []}
    yield f"data: {json.dumps(last)}\n\ndata: [DONE]\n\n".encode()

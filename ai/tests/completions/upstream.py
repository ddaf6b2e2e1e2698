"""A vendor on the loopback that speaks OpenAI's wire format as documented, and fails as vendors fail."""

import asyncio
import base64
import json
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

MODEL = "house-model"
USED = {
    "prompt_tokens": 12,
    "completion_tokens": 5,
    "total_tokens": 17,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens_details": {"reasoning_tokens": 1},
}


@dataclass
class Failure:
    """One answer that is an error."""

    status: int
    code: str = "some_code"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    text: str | None = None


@dataclass
class Upstream:
    """What it answers next, and what it was asked. `failures` are used up, one a request."""

    says: str = "good day to you"
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    finish: str = "stop"
    failures: list[Failure] = field(default_factory=list[Failure])
    slow: float = 0.0
    breaks_off: bool = False
    pause: float = 0.0
    silent_about_usage: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    hung_up: int = 0

    def app(self) -> FastAPI:
        """Its application."""
        app = FastAPI(openapi_url=None)
        app.add_api_route("/v1/chat/completions", self._chat, methods=["POST"], response_model=None)
        app.add_api_route("/v1/embeddings", self._embeddings, methods=["POST"], response_model=None)
        app.add_api_route("/v1/models", self._models)
        return app

    async def _begin(self, request: Request) -> tuple[dict[str, Any], Response | None]:
        body = await request.json()
        self.asked.append(body)
        self.headers.append(dict(request.headers))
        if self.slow:
            await asyncio.sleep(self.slow)
        if not self.failures:
            return body, None
        failure = self.failures.pop(0)
        if failure.text is not None:
            return body, PlainTextResponse(failure.text, failure.status, failure.headers)
        error = {"message": "no, because of a reason", "type": "vendor_type", "code": failure.code, "param": "x"}
        return body, JSONResponse({"error": error}, failure.status, failure.headers)

    async def _chat(self, request: Request) -> Response:
        body, failed = await self._begin(request)
        if failed:
            return failed
        if body.get("stream"):
            return StreamingResponse(self._events(body), media_type="text/event-stream")
        message: dict[str, Any] = {"role": "assistant", "content": self.says, "refusal": None}
        if self.calls:
            message |= {"content": None, "tool_calls": [self._call(n) for n in range(len(self.calls))]}
        choices = [
            {"index": n, "message": message, "logprobs": None, "finish_reason": self._finish}
            for n in range(body.get("n") or 1)
        ]
        head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"]}
        usage = {} if self.silent_about_usage else {"usage": USED}
        return JSONResponse({**head, "choices": choices, **usage})

    @property
    def _finish(self) -> str:
        return "tool_calls" if self.calls else self.finish

    def _call(self, place: int) -> dict[str, Any]:
        name, arguments = self.calls[place]
        return {"id": f"call_{place}", "type": "function", "function": {"name": name, "arguments": arguments}}

    async def _events(self, body: dict[str, Any]) -> AsyncIterator[bytes]:
        options: dict[str, Any] = body.get("stream_options") or {}
        counted = options.get("include_usage")
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}

        def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            usage = {"usage": None} if counted else {}
            return b"data: " + json.dumps({**head, "choices": [choice], **usage}).encode() + b"\n\n"

        try:
            yield chunk({"role": "assistant", "content": ""})
            for delta in self._deltas():
                yield chunk(delta)
                if self.breaks_off:
                    raise ConnectionError("as told")
                await asyncio.sleep(self.pause)
            yield chunk({}, self._finish)
            if counted and not self.silent_about_usage:
                yield b"data: " + json.dumps({**head, "choices": [], "usage": USED}).encode() + b"\n\n"
            yield b"data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.hung_up += 1
            raise

    def _deltas(self) -> list[dict[str, Any]]:
        if not self.calls:
            return [{"content": f"{word} "} for word in self.says.split()]
        pieces: list[dict[str, Any]] = []
        for place, (name, arguments) in enumerate(self.calls):
            named = {"index": place, "id": f"call_{place}", "type": "function"}
            pieces.append({"tool_calls": [{**named, "function": {"name": name, "arguments": ""}}]})
            for letter in (arguments[:3], arguments[3:]):
                pieces.append({"tool_calls": [{"index": place, "function": {"arguments": letter}}]})
        return pieces

    async def _embeddings(self, request: Request) -> Response:
        body, failed = await self._begin(request)
        if failed:
            return failed
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        vectors = [[0.25, -0.5, float(len(text))] for text in texts]
        packed = body.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": n, "embedding": _packed(vector) if packed else vector}
            for n, vector in enumerate(vectors)
        ]
        usage = {"prompt_tokens": 3, "total_tokens": 3}
        return JSONResponse({"object": "list", "data": data, "model": body["model"], "usage": usage})

    async def _models(self) -> dict[str, Any]:
        listed = [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in (MODEL, "other-model")]
        return {"object": "list", "data": listed}


def _packed(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()

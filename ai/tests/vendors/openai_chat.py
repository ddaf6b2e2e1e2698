"""OpenAI's chat completions, as documented."""

from typing import Any

from ai.tests.vendors.standin import Play, data, halves, words

_REASONS = {"end": "stop", "length": "length", "refused": "content_filter"}
_USED = {
    "prompt_tokens": 1000,
    "completion_tokens": 500,
    "total_tokens": 1500,
    "prompt_tokens_details": {"cached_tokens": 600, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 200},
}


class OpenAiChat:
    """`/chat/completions`, `/embeddings`, `/models`."""

    def answer(self, play: Play) -> dict[str, Any]:
        calls = [
            {"id": f"call_{place}", "type": "function", "function": {"name": name, "arguments": written}}
            for place, (name, written) in enumerate(play.calls)
        ]
        message: dict[str, Any] = {"role": "assistant", "content": play.text or None, "refusal": None}
        choice = {"index": 0, "message": {**message, **({"tool_calls": calls} if calls else {})}}
        return {
            **self._head("chat.completion"),
            "choices": [{**choice, "finish_reason": self._reason(play)}],
            "usage": _USED,
        }

    def events(self, play: Play) -> list[bytes]:
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        deltas += [{"content": word} for word in words(play.text) if word]
        for place, (name, written) in enumerate(play.calls):
            first, second = halves(written)
            head = {"index": place, "id": f"call_{place}", "type": "function"}
            deltas.append({"tool_calls": [{**head, "function": {"name": name, "arguments": ""}}]})
            deltas += [{"tool_calls": [{"index": place, "function": {"arguments": part}}]} for part in (first, second)]
        ends: list[dict[str, Any]] = [{"index": 0, "delta": {}, "finish_reason": self._reason(play)}]
        chunks: list[list[dict[str, Any]]] = [[{"index": 0, "delta": delta, "finish_reason": None}] for delta in deltas]
        head = self._head("chat.completion.chunk")
        events = [data({**head, "choices": choices, "usage": None}) for choices in [*chunks, ends]]
        return [*events, data({**head, "choices": [], "usage": _USED}), b"data: [DONE]\n\n"]

    def failing_event(self) -> bytes:
        return data({"error": {"message": "overloaded", "type": "server_error", "code": "529"}})

    def error(self, play: Play) -> dict[str, Any]:
        return {"error": {"message": play.message, "type": "invalid_request_error", "param": None, "code": play.code}}

    def vectors(self, count: int) -> dict[str, Any]:
        rows = [{"object": "embedding", "index": place, "embedding": [float(place), 1.0]} for place in range(count)]
        used = {"prompt_tokens": 8, "total_tokens": 8}
        return {"object": "list", "data": rows[::-1], "model": "model-1", "usage": used}

    def models(self) -> dict[str, Any]:
        names = ("model-1", "text-embedding-1", "whisper-1")
        return {
            "object": "list",
            "data": [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in names],
        }

    def _reason(self, play: Play) -> str:
        return "tool_calls" if play.calls else _REASONS[play.stop]

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": "model-1-0613"}

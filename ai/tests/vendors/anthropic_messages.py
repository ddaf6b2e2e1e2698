"""Anthropic's messages API, as documented."""

import json
from typing import Any

from ai.tests.vendors.standin import Play, halves, named, words

_REASONS = {"end": "end_turn", "length": "max_tokens", "refused": "refusal"}
_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}
_READ = {"input_tokens": 300, "cache_read_input_tokens": 600, "cache_creation_input_tokens": 100}


class AnthropicMessages:
    """`/v1/messages`, `/v1/models`."""

    def answer(self, play: Play) -> dict[str, Any]:
        content: list[dict[str, Any]] = [{"type": "text", "text": play.text}] if play.text else []
        content += [
            {"type": "tool_use", "id": f"call_{place}", "name": name, "input": json.loads(written)}
            for place, (name, written) in enumerate(play.calls)
        ]
        return {
            **self._head(),
            "content": content,
            "stop_reason": self._reason(play),
            "stop_sequence": None,
            "usage": {**_READ, "output_tokens": 500, "output_tokens_details": {"thinking_tokens": 200}},
        }

    def events(self, play: Play) -> list[bytes]:
        begun: dict[str, Any] = {**self._head(), "content": [], "stop_reason": None, "stop_sequence": None}
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": {**begun, "usage": {**_READ, "output_tokens": 1}}},
            {"type": "ping"},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        ]
        for word in words(play.text):
            delta = {"type": "text_delta", "text": word}
            events += [{"type": "content_block_delta", "index": 0, "delta": delta}] if word else []
        events.append({"type": "content_block_stop", "index": 0})
        for place, (name, written) in enumerate(play.calls, 1):
            block: dict[str, Any] = {"type": "tool_use", "id": f"call_{place - 1}", "name": name, "input": {}}
            events.append({"type": "content_block_start", "index": place, "content_block": block})
            for part in ("", *halves(written)):
                delta = {"type": "input_json_delta", "partial_json": part}
                events.append({"type": "content_block_delta", "index": place, "delta": delta})
            events.append({"type": "content_block_stop", "index": place})
        used = {"output_tokens": 500, "output_tokens_details": {"thinking_tokens": 200}}
        ended = {"stop_reason": self._reason(play), "stop_sequence": None}
        events += [{"type": "message_delta", "delta": ended, "usage": used}, {"type": "message_stop"}]
        return [named(event) for event in events]

    def failing_event(self) -> bytes:
        return named({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})

    def error(self, play: Play) -> dict[str, Any]:
        kind = _TYPES.get(play.status, "invalid_request_error")
        return {"type": "error", "error": {"type": kind, "message": play.message}, "request_id": "req_1"}

    def vectors(self, count: int) -> dict[str, Any]:
        raise NotImplementedError

    def models(self) -> dict[str, Any]:
        yes, no = {"supported": True}, {"supported": False}
        head = {"type": "model", "display_name": "Model", "created_at": "2026-02-19T00:00:00Z"}
        able = {"image_input": yes, "structured_outputs": yes}
        every = [
            {**head, "id": "model-1", "lifecycle": "active", "max_input_tokens": 200_000, "capabilities": able},
            {**head, "id": "model-0", "lifecycle": "retired", "capabilities": {**able, "image_input": no}},
        ]
        return {"data": every, "has_more": False, "first_id": "model-1", "last_id": "model-0"}

    def _reason(self, play: Play) -> str:
        return "tool_use" if play.calls else _REASONS[play.stop]

    def _head(self) -> dict[str, Any]:
        return {"id": "msg_1", "type": "message", "role": "assistant", "model": "model-1-0613"}

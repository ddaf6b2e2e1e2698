"""OpenAI's responses API, as documented."""

from typing import Any

from ai.tests.vendors.openai_chat import OpenAiChat
from ai.tests.vendors.standin import Play, halves, named, words

_USED = {
    "input_tokens": 1000,
    "output_tokens": 500,
    "total_tokens": 1500,
    "input_tokens_details": {"cached_tokens": 600},
    "output_tokens_details": {"reasoning_tokens": 200},
}
_REASONS = {"length": "max_output_tokens", "refused": "content_filter"}


class OpenAiResponses(OpenAiChat):
    """`/responses`; everything else as with chat completions."""

    def answer(self, play: Play) -> dict[str, Any]:
        part: dict[str, Any] = {"type": "output_text", "text": play.text, "annotations": []}
        message: dict[str, Any] = {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": [part],
        }
        reasoned: dict[str, Any] = {"type": "reasoning", "id": "rs_1", "summary": []}
        reason = _REASONS.get(play.stop)
        return {
            "id": "resp_1",
            "object": "response",
            "created_at": 1,
            "model": "model-1-0613",
            "status": "incomplete" if reason else "completed",
            "incomplete_details": {"reason": reason} if reason else None,
            "error": None,
            "output": [reasoned, *([message] if play.text else []), *self._calls(play)],
            "usage": _USED,
        }

    def _calls(self, play: Play) -> list[dict[str, Any]]:
        return [
            {"type": "function_call", "id": f"fc_{n}", "call_id": f"call_{n}", "name": name, "arguments": written}
            for n, (name, written) in enumerate(play.calls)
        ]

    def events(self, play: Play) -> list[bytes]:
        whole = self.answer(play)
        events: list[dict[str, Any]] = [
            {"type": "response.created", "response": {**whole, "status": "in_progress", "output": [], "usage": None}},
            {"type": "response.output_item.added", "output_index": 0, "item": {"type": "reasoning", "id": "rs_1"}},
        ]
        for word in words(play.text):
            place = {"item_id": "msg_1", "output_index": 1, "content_index": 0}
            events += [{"type": "response.output_text.delta", **place, "delta": word}] if word else []
        for place, item in enumerate(self._calls(play), 2):
            events.append(
                {"type": "response.output_item.added", "output_index": place, "item": {**item, "arguments": ""}}
            )
            for part in halves(item["arguments"]):
                delta = {"item_id": item["id"], "output_index": place, "delta": part}
                events.append({"type": "response.function_call_arguments.delta", **delta})
        last = "response.incomplete" if play.stop in _REASONS else "response.completed"
        events.append({"type": last, "response": whole})
        return [named({**event, "sequence_number": number}) for number, event in enumerate(events)]

    def failing_event(self) -> bytes:
        return named(
            {"type": "error", "code": "server_error", "message": "overloaded", "param": None, "sequence_number": 0}
        )

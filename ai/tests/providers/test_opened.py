"""Providers are kept open between requests and closed when they may be."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ai_service.providers.folding import message_of
from ai_service.providers.opened import OpenedProviders, Shared
from ai_service.providers.vocabulary import EndPiece, ModelInfo, Piece, Reply, TextPiece, Tokens, Vectors
from contracts.ai import ChatMessage, ChatRequest

HELLO = ChatRequest(messages=[ChatMessage(role="user", content="hello")])


@dataclass
class Told:
    """What became of the providers opened."""

    opened: list[str] = field(default_factory=list[str])
    closed: list[str] = field(default_factory=list[str])

    def make(self, name: str) -> tuple[Shared, Shared]:
        shared = Shared(lambda: _Provider(name, self))
        return shared, shared


class _Provider:
    def __init__(self, name: str, told: Told) -> None:
        self._name, self._told = name, told
        told.opened.append(name)

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        return Reply(message_of(self._name), "end", Tokens(), model, "1")

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        async def pieces() -> AsyncGenerator[Piece]:
            yield TextPiece(self._name)
            assert self._name not in self._told.closed
            yield EndPiece("end", Tokens(), model, "1")

        yield pieces()

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        return Vectors([], Tokens(), model)

    async def models(self) -> list[ModelInfo]:
        return []

    async def close(self) -> None:
        self._told.closed.append(self._name)


async def test_one_is_opened_once_when_it_is_first_asked():
    told, kept = Told(), OpenedProviders[Shared]()

    first = await kept.get("a", 1, lambda: told.make("a"))
    second = await kept.get("a", 1, lambda: told.make("never"))
    before = list(told.opened)
    await first.complete(HELLO, model="m")
    await second.models()

    assert before == []
    assert told.opened == ["a"]
    await kept.close()
    assert told.closed == ["a"]


async def test_a_changed_one_is_closed_only_after_its_last_answer():
    told, kept = Told(), OpenedProviders[Shared]()
    old = await kept.get("a", 1, lambda: told.make("old"))

    async with old.stream(HELLO, model="m") as pieces:
        await anext(pieces)
        new = await kept.get("a", 2, lambda: told.make("new"))
        during = list(told.closed)
        await anext(pieces)
    said = await new.complete(HELLO, model="m")

    assert during == []
    assert told.closed == ["old"]
    assert said.message.content == "new"


async def test_the_least_recently_used_leaves_when_there_are_too_many():
    told, kept = Told(), OpenedProviders[Shared](most=2)

    for name in ("a", "b", "a", "c"):
        shared = await kept.get(name, 1, lambda name=name: told.make(name))
        await shared.models()

    assert told.closed == ["b"]


async def test_who_holds_one_that_was_closed_is_still_answered():
    told, kept = Told(), OpenedProviders[Shared]()
    held = await kept.get("a", 1, lambda: told.make("a"))

    await held.models()
    await kept.drop("a")
    said = await held.complete(HELLO, model="m")

    assert said.message.content == "a"
    assert (told.opened, told.closed) == (["a", "a"], ["a", "a"])

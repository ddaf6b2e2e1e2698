"""Providers kept open between requests: opening a vendor's SDK costs milliseconds, and its connections are warm.

Each is opened when it is first asked, closed when its settings change, when others need its place, or at shutdown;
never under somebody who is still being answered.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from ai_service.providers.catalogue import OpenedProvider
from ai_service.providers.vocabulary import ModelInfo, Piece, Reply, Vectors
from contracts.ai import ChatRequest

T = TypeVar("T")
_MOST = 256


class Shared:
    """A provider that many use at once (`ChatProvider`). After `retire` it closes once nobody is being answered."""

    def __init__(self, opener: Callable[[], OpenedProvider]) -> None:
        self._open = opener
        self._opened: OpenedProvider | None = None
        self._users = 0
        self._retired = False

    @asynccontextmanager
    async def _held(self) -> AsyncGenerator[OpenedProvider]:
        self._users += 1
        try:
            if self._opened is None:
                self._opened = self._open()
            yield self._opened
        finally:
            self._users -= 1
            await self._close_if_idle()

    async def _close_if_idle(self) -> None:
        if self._retired and self._users == 0 and self._opened is not None:
            opened, self._opened = self._opened, None
            await opened.close()

    async def retire(self) -> None:
        """No longer keep it open. Who still holds it may use it: it is opened for that one request."""
        self._retired = True
        await self._close_if_idle()

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        async with self._held() as provider:
            return await provider.complete(request, model=model)

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """The next message in pieces."""
        async with self._held() as provider, provider.stream(request, model=model) as pieces:
            yield pieces

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """A vector for each text."""
        async with self._held() as provider:
            return await provider.embed(texts, model=model, dimensions=dimensions)

    async def models(self) -> list[ModelInfo]:
        """The models it lists."""
        async with self._held() as provider:
            return await provider.models()


@dataclass
class _Kept(Generic[T]):
    version: Hashable
    value: T
    provider: Shared


class OpenedProviders(Generic[T]):
    """At most so many providers, the least recently used leaves first. `T` is what is kept beside each."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()

    async def get(self, key: Hashable, version: Hashable, make: Callable[[], tuple[T, Shared]]) -> T:
        """What is kept under this key, if it is still of this version; else what `make` makes."""
        kept = self._kept.get(key)
        if kept is not None and kept.version == version:
            self._kept.move_to_end(key)
            return kept.value
        value, provider = make()
        self._kept[key] = _Kept(version, value, provider)
        self._kept.move_to_end(key)
        if kept is not None:
            await kept.provider.retire()
        while len(self._kept) > self._most:
            _, oldest = self._kept.popitem(last=False)
            await oldest.provider.retire()
        return value

    async def drop(self, key: Hashable) -> None:
        """Forget what is kept under this key."""
        kept = self._kept.pop(key, None)
        if kept is not None:
            await kept.provider.retire()

    async def close(self) -> None:
        """Close all."""
        for key in list(self._kept):
            await self.drop(key)

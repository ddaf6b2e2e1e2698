"""What the cache needs of a place. Everything in it belongs to a company, and may be lost at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True)
class Entry:
    """A cached answer: its bytes, what is known of it, and until when it holds (seconds since 1970)."""

    body: bytes
    about: dict[str, str]
    expires_at: float

    @property
    def size(self) -> int:
        """Bytes it counts for."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.about.items()) + 200


class Size(NamedTuple):
    """How much a company has in a store."""

    entries: int
    bytes: int


class Near(NamedTuple):
    """A question by its meaning: the key of its answer, its embedding (float16, normalised), until when it holds."""

    key: str
    vector: bytes
    expires_at: float


MOST_NEAR = 256
"""Questions remembered in one scope; the oldest give way."""


class Store(Protocol):
    """Bounded; the longest unused give way. A store that cannot be reached has nothing and takes nothing."""

    async def get(self, company_id: str, key: str) -> Entry | None:
        """The entry, if it still holds."""
        ...

    async def put(self, company_id: str, key: str, entry: Entry) -> None:
        """Keep it, in place of the one before."""
        ...

    async def near(self, company_id: str, scope: str) -> Sequence[Near]:
        """The questions remembered in this scope."""
        ...

    async def put_near(self, company_id: str, scope: str, near: Near) -> None:
        """Remember a question."""
        ...

    async def size(self, company_id: str) -> Size:
        """How much the company has here."""
        ...

    async def clear(self, company_id: str) -> None:
        """Forget everything of the company."""
        ...

    async def close(self) -> None:
        """Let go of the place."""
        ...

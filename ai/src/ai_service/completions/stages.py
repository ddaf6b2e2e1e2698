"""What flows through the pipeline, and what its stages need of others: who reserves money, who remembers, who records.

`pipeline.py` shows the stages in their order.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from ai_service.completions.dialects.errors import DialectName
from ai_service.providers.vocabulary import Reply, Stop, Tokens
from ai_service.routing.rules import Candidate, Needs
from contracts.ai import ChatRequest, OnBehalfOf
from kernel.identity import Principal

Task = Literal["chat", "embeddings"]


@dataclass(frozen=True)
class Ask:
    """What is asked, by whom and for what. `body` is as it came in its dialect; without a dialect it is the contract's
    own request, and the answer is a `Reply`. `counted`: a stream ends with what it took. `passed_on` are headers for a
    vendor that speaks the same dialect.
    """

    by: Principal
    task: Task
    dialect: DialectName | None
    body: Mapping[str, Any]
    request: Callable[[], ChatRequest]
    needs: Needs
    model: str | None = None
    stream: bool = False
    counted: bool = False
    on_behalf_of: OnBehalfOf = field(default_factory=OnBehalfOf)
    passed_on: Mapping[str, str] = field(default_factory=dict[str, str])
    cache_control: str = ""


@dataclass
class Tally:
    """What is known of an answer, at the latest when it has ended. `complete`: it did not break off."""

    model: str
    tokens: Tokens = field(default_factory=Tokens)
    stop: Stop = "end"
    complete: bool = False


@dataclass(frozen=True)
class Spent:
    """What one attempt took. `cost` is in USD, None where the price is not known."""

    candidate: Candidate
    tokens: Tokens
    cost: float | None


Content = bytes | Reply | AsyncGenerator[bytes]


@dataclass
class Answer:
    """An answer, or one that has begun. `lost` are attempts that were paid and not used; `ends` are called once.

    `finish` is to be awaited when a stream will be read no more, whether or not it was begun.
    """

    content: Content
    tally: Tally
    candidate: Candidate
    attempts: int = 1
    cache: Literal["off", "miss", "hit"] = "off"
    lost: list[Spent] = field(default_factory=list[Spent])
    ends: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    finish: Callable[[], Awaitable[None]] | None = None

    def end(self) -> None:
        """Give back what was held for it."""
        while self.ends:
            self.ends.pop()()

    async def drop(self) -> None:
        """Throw it away unread."""
        if isinstance(self.content, AsyncGenerator):
            await self.content.aclose()
        self.end()

    @property
    def spent(self) -> Spent:
        """What it took; nothing where it was remembered."""
        if self.cache == "hit":
            return Spent(self.candidate, Tokens(), 0.0)
        tokens = self.tally.tokens
        return Spent(self.candidate, tokens, self.candidate.cost(tokens.taken, tokens.given))


class Hold(Protocol):
    """Money set aside for one request. Exactly one of both is called, once."""

    async def settle(self, spent: list[Spent]) -> None:
        """It was answered: what was really spent, by every attempt, takes the place of the estimate."""
        ...

    async def release(self) -> None:
        """It was not answered and cost nothing."""
        ...


class Meter(Protocol):
    """Sets money aside before a vendor is asked."""

    async def reserve(self, ask: Ask, dearest: Candidate) -> Hold:
        """Set aside what the dearest target could cost at most (`ask.needs`). Raises a problem where there is none."""
        ...


@dataclass(frozen=True)
class Kept:
    """An answer as it is remembered: a stream's bytes are one after another."""

    content: bytes | Reply
    tally: Tally
    candidate: Candidate


class Cache(Protocol):
    """Remembers answers of a company, for that company alone."""

    async def key(self, ask: Ask, first: Candidate) -> str | None:
        """What stands for everything that makes the answer; None where it must not be remembered."""
        ...

    async def get(self, key: str) -> Kept | None:
        """The answer, if there is one."""
        ...

    async def put(self, key: str, kept: Kept) -> None:
        """Remember an answer."""
        ...

    async def once(self, key: str, work: Callable[[], Awaitable[Kept]]) -> tuple[Kept, bool]:
        """Single flight: of many equal requests in the air one does the work; says whether it was this one."""
        ...


@dataclass(frozen=True)
class Entry:
    """What is recorded of a request that was answered. `seconds` is until its end, `first` until its beginning."""

    ask: Ask
    spent: Spent
    alias: str | None
    cache: str
    attempts: int
    seconds: float
    first: float


class Ledger(Protocol):
    """Writes down what answers took, behind them."""

    async def record(self, entry: Entry) -> None:
        """Take it; it is written soon, and on an orderly stop surely."""
        ...

    async def close(self) -> None:
        """Write what is left."""
        ...

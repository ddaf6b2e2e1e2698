"""What flows through the pipeline, and what its stages need of others: who reserves money, who remembers.

`pipeline.py` shows the stages in their order.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from ai_service.cache.service import How
from ai_service.completions.dialects.errors import DialectName
from ai_service.deps import Deps
from ai_service.prices.rules import FREE
from ai_service.providers.vocabulary import Reply, Stop, Tokens
from ai_service.routing.rules import Candidate, Needs
from contracts.ai import ChatRequest, OnBehalfOf
from kernel.identity import Principal

Task = Literal["chat", "embeddings"]


class MadeBy(NamedTuple):
    """A prompt by its name, and its version."""

    name: str
    version: int


NO_PROMPT = MadeBy("", 0)


@dataclass(frozen=True)
class Ask:
    """What is asked, by whom and for what. `body` is as it came in its dialect; without a dialect it is the contract's
    own request, and the answer is a `Reply`. `counted`: a stream ends with what it took. `passed_on` are headers for a
    vendor that speaks the same dialect. `purpose` is what usage is recorded as, where that is not the task itself.
    `prompt` is the company's prompt that made the words, with its version.
    `no_training`: vendors that can be asked are asked neither to keep it nor to train on it.
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
    purpose: str = ""
    prompt: MadeBy = NO_PROMPT
    no_training: bool = False


@dataclass
class Tally:
    """What is known of an answer, at the latest when it has ended. `complete`: it did not break off."""

    model: str
    tokens: Tokens = field(default_factory=Tokens)
    stop: Stop = "end"
    complete: bool = False


@dataclass(frozen=True)
class Spent:
    """What one attempt took."""

    candidate: Candidate
    tokens: Tokens

    @property
    def cost(self) -> float | None:
        """In USD; None where the price is not known."""
        return self.candidate.charged(self.tokens)


Content = bytes | Reply | AsyncGenerator[bytes]


@dataclass
class Answer:
    """An answer, or one that has begun. `lost` are attempts that were paid and not used; `ends` are called once.

    `finish` is to be awaited when a stream will be read no more, whether or not it was begun. Of a remembered one,
    `how` says how it was, and `saved` what asking would have cost (USD).
    """

    content: Content
    tally: Tally
    candidate: Candidate
    attempts: int = 1
    cache: Literal["off", "miss", "hit"] = "off"
    how: How = ""
    saved: float = 0.0
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
            return Spent(replace(self.candidate, price=FREE), Tokens())
        return Spent(self.candidate, self.tally.tokens)


class Hold(Protocol):
    """Money set aside for one request. Exactly one of its three ends is called, once."""

    @property
    def most(self) -> int | None:
        """The most tokens that a vendor may give, where the caller set no limit and the money is good for so many."""
        ...

    async def settle(self, spent: list[Spent]) -> None:
        """It was answered: what was really spent, by every attempt, takes the place of the estimate."""
        ...

    async def release(self) -> None:
        """It was not answered and cost nothing."""
        ...

    async def lose(self) -> None:
        """Nobody knows whether it was answered: it counts at its most."""
        ...


class Meter(Protocol):
    """Sets money aside before a vendor is asked."""

    async def reserve(self, ask: Ask, candidates: Sequence[Candidate], alias: str | None, deps: Deps) -> Hold:
        """Set aside what the dearest of them could cost at most (`ask.needs`). Raises a problem where there is none."""
        ...


@dataclass(frozen=True)
class Kept:
    """An answer as it is remembered: a stream's bytes are one after another. `cost` is what it cost then (USD)."""

    content: bytes | Reply
    tally: Tally
    candidate: Candidate
    cost: float = 0.0
    how: How = ""


K = TypeVar("K")


class Memory(Protocol[K]):
    """Remembers answers of a company, for that company alone."""

    async def key(self, ask: Ask, first: Candidate, alias: str | None, deps: Deps) -> K | None:
        """What stands for everything that makes the answer; None where it must not be remembered."""
        ...

    async def get(self, key: K, deps: Deps) -> Kept | None:
        """The answer, if there is one and the caller wants it."""
        ...

    async def put(self, key: K, kept: Kept, deps: Deps) -> None:
        """Remember an answer, if the caller wants that."""
        ...

    async def once(self, key: K, work: Callable[[], Awaitable[Kept]], deps: Deps) -> tuple[Kept, bool]:
        """Single flight: of many equal requests in the air one does the work; says whether it was this one."""
        ...

    async def heard(self, key: K, begin: Callable[[], Awaitable[Answer]], deps: Deps) -> tuple[Answer, bool]:
        """The same for streams: what began, with a stream of this caller's own, and whether it was this one's."""
        ...

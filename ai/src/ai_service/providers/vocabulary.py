"""The words in which the hub speaks with every vendor; each provider translates them to its own wire. Plain data.

The request is `contracts.ai.ChatRequest`; here is what comes back, whole or in pieces, and how a vendor is reached.
"""

from dataclasses import dataclass, field
from typing import Literal

from contracts.ai import ChatMessage
from kernel.egress import Network

Stop = Literal["end", "tools", "length", "refused"]


@dataclass(frozen=True)
class Tokens:
    """What an answer took. `cached` and `reasoning` are parts of `taken` and `given`; `estimated` where not told."""

    taken: int = 0
    given: int = 0
    cached: int = 0
    cache_written: int = 0
    reasoning: int = 0
    estimated: bool = False


@dataclass(frozen=True)
class Reply:
    """A whole answer. `model` and `id` are as the vendor names them; `stopped_at` is the stop text that was met."""

    message: ChatMessage
    stop: Stop
    tokens: Tokens
    model: str
    id: str
    stopped_at: str | None = None


@dataclass(frozen=True)
class TextPiece:
    """Some more text."""

    text: str


@dataclass(frozen=True)
class CallPiece:
    """Some more of the tool call at `place`: its id and name come with its first piece, then its arguments as text."""

    place: int
    id: str | None = None
    name: str | None = None
    arguments: str = ""


@dataclass(frozen=True)
class EndPiece:
    """The last piece of a stream that ended well. A stream that ends without one broke off."""

    stop: Stop
    tokens: Tokens
    model: str
    id: str
    stopped_at: str | None = None


Piece = TextPiece | CallPiece | EndPiece


@dataclass(frozen=True)
class Vectors:
    """Embeddings in the order of the texts."""

    vectors: list[list[float]]
    tokens: Tokens
    model: str


Ability = Literal["chat", "tools", "json", "schema", "images", "embeddings"]


@dataclass(frozen=True)
class ModelInfo:
    """A model a vendor offers. `context` is in tokens, None where unknown; prices are in USD per million tokens.

    One that is not `usual` answers only who names it.
    """

    name: str
    abilities: frozenset[Ability] = field(default_factory=frozenset[Ability])
    context: int | None = None
    input_price: float | None = None
    output_price: float | None = None
    usual: bool = True


@dataclass(frozen=True)
class Access:
    """How a vendor is reached. `networks` are the private ranges that may be called, `seconds` the longest wait."""

    base_url: str
    api_key: str = field(repr=False)
    seconds: float
    networks: tuple[Network, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

"""The arithmetic of prices: pure, in whole nano-dollars (1 USD = 1,000,000,000), so that sums are exact."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ai_service.providers.vocabulary import Tokens

NANOS = 1_000_000_000
"""Nano-dollars in a dollar."""
_PER_TOKEN = 1_000
"""A dollar per million tokens in nano-dollars per token."""
FREE_KINDS = frozenset({"local", "scripted", "replay", "ollama", "llama-cpp", "llamacpp", "lm-studio", "lmstudio"})
"""Kinds of provider that nobody sends a bill for."""
ANY = "*"


@dataclass(frozen=True)
class Target:
    """A model as it is reached. The two prices are those that were entered with the endpoint, where there are any."""

    kind: str
    model: str
    provider_id: str = ""
    base_url: str | None = None
    input_price: float | None = None
    output_price: float | None = None


@dataclass(frozen=True)
class Rates:
    """USD per million tokens, and per request. Tokens read from or written to the vendor's cache may have their own."""

    taken: Fraction
    given: Fraction
    cached: Fraction | None = None
    cache_written: Fraction | None = None
    reasoning: Fraction | None = None
    request: Fraction = Fraction(0)


@dataclass(frozen=True)
class Price:
    """Rates from a number of input tokens on (some vendors charge more for long ones), lowest first; and its source."""

    tiers: tuple[tuple[int, Rates], ...]
    source: str

    def at(self, taken: int) -> Rates:
        """The rates for an input of so many tokens."""
        return next(rates for start, rates in reversed(self.tiers) if taken > start or start == 0)


FREE = Price(((0, Rates(Fraction(0), Fraction(0))),), "free")


def flat(taken: float, given: float, *, cached: float | None = None, source: str) -> Price:
    """The same rates for every input."""
    rates = Rates(_exact(taken), _exact(given), None if cached is None else _exact(cached))
    return Price(((0, rates),), source)


def _exact(price: float) -> Fraction:
    return Fraction(str(price))


def cost(price: Price, tokens: Tokens) -> int:
    """What these tokens cost, to the nearest nano-dollar. `cached` and `cache_written` are parts of `taken`."""
    rates = price.at(tokens.taken)
    cached = min(tokens.cached, tokens.taken)
    written = min(tokens.cache_written, tokens.taken - cached)
    reasoning = min(tokens.reasoning, tokens.given) if rates.reasoning is not None else 0
    total = (
        rates.taken * (tokens.taken - cached - written)
        + _or(rates.cached, rates.taken) * cached
        + _or(rates.cache_written, rates.taken) * written
        + rates.given * (tokens.given - reasoning)
        + _or(rates.reasoning, rates.given) * reasoning
    )
    return round(total * _PER_TOKEN + rates.request * NANOS)


def most(price: Price, taken: int, given: int) -> int:
    """The most that a call of this size can cost: none of it cached, all of it written to the vendor's cache."""
    rates = price.at(taken)
    dearest_in = max(rates.taken, _or(rates.cached, rates.taken), _or(rates.cache_written, rates.taken))
    dearest_out = max(rates.given, _or(rates.reasoning, rates.given))
    return math.ceil((dearest_in * taken + dearest_out * given) * _PER_TOKEN + rates.request * NANOS)


def _or(rate: Fraction | None, other: Fraction) -> Fraction:
    return other if rate is None else rate


def dollars(nanos: int) -> float:
    """For people and interfaces."""
    return nanos / NANOS


def nanos(usd: float) -> int:
    """Whole nano-dollars."""
    return round(_exact(usd) * NANOS)


def tokens_of(text: str) -> int:
    """At most how many tokens a text is, without asking the vendor's tokenizer.

    Prose has about four characters a token; three are reckoned. Text with few spaces (numbers, codes, base64) and
    characters beyond ASCII are reckoned by the byte, which no byte-level tokenizer exceeds.
    """
    characters, size = len(text), len(text.encode("utf-8", "replace"))
    if text.count(" ") * 12 < characters:
        return size
    return math.ceil(characters / 3) + (size - characters)


def agreed(target: Target, overrides: Mapping[tuple[str, str], Price]) -> Price | None:
    """What the company has entered for this model, else for every model of its provider or kind."""
    keys = [(who, model) for who in (target.provider_id, target.kind) if who for model in (target.model, ANY)]
    found = next((overrides[key] for key in keys if key in overrides), None)
    if found is None and (target.input_price or target.output_price):
        return flat(target.input_price or 0, target.output_price or 0, source="endpoint")
    return found or (FREE if target.kind in FREE_KINDS else None)


def dearest(prices: Sequence[Price | None], taken: int, given: int) -> tuple[int, bool]:
    """The most that any of these may cost, and whether the price of each is known."""
    known = [most(price, taken, given) for price in prices if price is not None]
    return max(known, default=0), len(known) == len(prices)

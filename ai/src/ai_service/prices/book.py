"""The public price list (`genai-prices`, MIT): offline, read at first use, in a thread because that takes a second.

Prices follow the vendors' published ones at the time of the package's release. What it has no token price for is
unknown here; it is never guessed from a model that looks alike at another vendor.
"""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ai_service.prices.rules import Price, Rates, Target

if TYPE_CHECKING:
    from genai_prices.types import ModelPrice

_VENDORS = {
    "openai": "openai",
    "openai-responses": "openai",
    "anthropic": "anthropic",
    "google": "google",
    "gemini": "google",
    "xai": "x-ai",
    "bedrock": "aws",
    "zai": "zai",
    "moonshot": "moonshotai",
    "voyage": "voyageai",
}
"""Kinds of provider whose name in the list is another."""
_GENERIC = frozenset({"openai-compatible", "custom", "vllm"})
"""Kinds that do not say who sends the bill: only the address can."""


async def look_up(target: Target, now: datetime) -> Price | None:
    """The published price at this moment; None where there is none."""
    asked = (target.kind, target.model, target.base_url, now.astimezone(UTC).replace(minute=0, second=0, microsecond=0))
    return _found(*asked) if _is_open() else await asyncio.to_thread(_found, *asked)


_opened: list[bool] = []


def _is_open() -> bool:
    return bool(_opened)


@lru_cache(maxsize=4_096)
def _found(kind: str, model: str, base_url: str | None, hour: datetime) -> Price | None:
    """Some vendors charge by the hour of the day: a price is kept for the hour it was looked up for."""
    from genai_prices.data_snapshot import get_snapshot

    snapshot = get_snapshot()
    generic = kind in _GENERIC
    vendor = None if generic else _VENDORS.get(kind, kind)
    try:
        if generic and not base_url:
            return None
        _, info = snapshot.find_provider_model(model, None, vendor, base_url if generic else None)
    except LookupError:
        return None
    finally:
        _opened[:] = [True]
    return _price(info.get_prices(hour))


def _price(listed: "ModelPrice") -> Price | None:
    given: dict[str, Any] = {name: value for name, value in vars(listed).items() if value is not None}
    if "input_mtok" not in given and "output_mtok" not in given:
        return None  # billed by the picture, the hour or the page: not by tokens
    starts = sorted({0, *(tier.start for value in given.values() for tier in getattr(value, "tiers", ()))})
    return Price(tuple((start, _rates(given, start)) for start in starts), "published")


def _rates(given: dict[str, Any], start: int) -> Rates:
    def rate(name: str) -> Fraction | None:
        value = given.get(name)
        if value is None or isinstance(value, Decimal):
            return None if value is None else Fraction(value)
        reached = [tier.price for tier in value.tiers if tier.start <= start and start > 0]
        return Fraction(reached[-1] if reached else value.base)

    return Rates(
        taken=rate("input_mtok") or Fraction(0),
        given=rate("output_mtok") or Fraction(0),
        cached=rate("cache_read_mtok"),
        cache_written=rate("cache_write_mtok"),
        reasoning=rate("output_reasoning_mtok"),
        request=(rate("requests_kcount") or Fraction(0)) / 1_000,
    )

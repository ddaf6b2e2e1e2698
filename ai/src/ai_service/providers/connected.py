"""A provider that a company may use: the value that routing chooses from."""

from dataclasses import dataclass, field
from typing import Literal

from ai_service.providers.protocol import ChatProvider
from ai_service.providers.vocabulary import Access

Source = Literal["company", "deployment", "built-in"]


@dataclass(frozen=True)
class Connected:
    """One of a company's providers, ready to be asked.

    `model` is its usual model. Prices are in USD per million tokens, None where the company entered none.
    `data_stays`: what is sent to it never leaves the company's own machines.
    """

    id: str
    source: Source
    kind: str
    preset: str | None
    name: str
    provider: ChatProvider = field(repr=False)
    access: Access
    data_stays: bool
    model: str | None
    input_price: float | None
    output_price: float | None

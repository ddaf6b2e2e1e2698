"""What the outside sends and sees of prices."""

from pydantic import BaseModel, ConfigDict, Field

from kernel.paging import Page


class PriceBody(BaseModel):
    """What the company pays, in USD per million tokens. `provider` is a provider's id or kind; `model` may be `*`."""

    model_config = ConfigDict(extra="forbid")
    provider: str = Field(min_length=1, max_length=80)
    model: str = Field(min_length=1, max_length=200)
    input_price: float = Field(ge=0, le=100_000, allow_inf_nan=False)
    output_price: float = Field(ge=0, le=100_000, allow_inf_nan=False)
    cached_price: float | None = Field(default=None, ge=0, le=100_000, allow_inf_nan=False)


class PriceView(BaseModel):
    """A price the company has entered."""

    id: str
    provider: str
    model: str
    input_price: float
    output_price: float
    cached_price: float | None


class Currency(BaseModel):
    """In what the company reads money, at the fixed rate its administrator has set; budgets are kept in USD."""

    model_config = ConfigDict(extra="forbid")
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    per_usd: float = Field(gt=0, le=1_000_000, allow_inf_nan=False)


class Prices(Page[PriceView]):
    """The company's own prices and its currency."""

    currency: Currency


class PriceFound(BaseModel):
    """What a model costs now, in USD per million tokens; nulls where nobody knows."""

    price_known: bool
    source: str | None
    input_price: float | None
    output_price: float | None
    cached_price: float | None

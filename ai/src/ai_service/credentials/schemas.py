"""What the outside sends and sees of a company's endpoint. The key goes in and never comes out."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _http_address(text: str) -> str:
    """Only an http(s) address without user name and fragment."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("must be an address such as https://api.example.com/v1")
    return text.strip().rstrip("/")


Address = Annotated[str, Field(min_length=8, max_length=500), AfterValidator(_http_address)]
ModelName = Annotated[str, Field(min_length=1, max_length=200)]


class EndpointBody(BaseModel):
    """An endpoint to use. Without `api_key` the stored one stays. Prices are in USD per million tokens."""

    model_config = ConfigDict(extra="forbid")
    base_url: Address
    model: ModelName
    enabled: bool = True
    api_key: str | None = Field(default=None, max_length=1000)
    input_price: float = Field(default=0, ge=0, le=10_000, allow_inf_nan=False)
    output_price: float = Field(default=0, ge=0, le=10_000, allow_inf_nan=False)


class TestBody(BaseModel):
    """An endpoint to try before saving it; what is left out is taken from the stored one."""

    model_config = ConfigDict(extra="forbid")
    base_url: Address | None = None
    model: ModelName | None = None
    api_key: str | None = Field(default=None, max_length=1000)
    enabled: bool | None = None


class EndpointView(BaseModel):
    """The company's endpoint; nulls where it has none and the built-in local provider answers."""

    base_url: str | None
    model: str | None
    enabled: bool
    last4: str | None
    input_price: float
    output_price: float
    answers_now: str


class TestResult(BaseModel):
    """Whether the endpoint answers, in plain words."""

    ok: bool
    message: str
    model: str | None
    seconds: float

"""What the outside sends and sees of providers. Keys go in and never come out."""

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ai_service.providers.catalogue import Form
from ai_service.providers.connected import Source
from ai_service.providers.vocabulary import Ability


def _http_address(text: str) -> str:
    """Only an http(s) address without user name, query and fragment."""
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    odd = parts.username or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.hostname or odd:
        raise ValueError("must be an address such as https://api.example.com/v1")
    return text.strip().rstrip("/")


def _key(text: str) -> str:
    """Keys are pasted: blanks around them are not meant, and what no header can carry is no key."""
    key = text.strip()
    if not (key.isascii() and key.isprintable()):
        raise ValueError("holds characters that no API key has")
    return key


Address = Annotated[str, Field(min_length=8, max_length=500), AfterValidator(_http_address)]
Key = Annotated[str, Field(max_length=1_000), AfterValidator(_key)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Price = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Options = Annotated[dict[str, Annotated[str, Field(max_length=100_000)]], Field(max_length=20)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProviderBody(_Strict):
    """A provider to add. Without `base_url` it is reached where its kind or preset usually is."""

    kind: str = Field(max_length=40)
    preset: str | None = Field(default=None, max_length=40)
    name: Name | None = None
    base_url: Address | None = None
    api_key: Key = ""
    options: Options = Field(default_factory=dict[str, str])
    enabled: bool = True
    data_stays: bool = False
    input_price: Price | None = None
    output_price: Price | None = None


class ProviderChange(_Strict):
    """A provider as it shall be. Without `api_key` the stored one stays, where the address does; "" removes it.

    `first` puts it before all others.
    """

    name: Name
    base_url: Address | None = None
    api_key: Key | None = None
    options: Options = Field(default_factory=dict[str, str])
    enabled: bool = True
    data_stays: bool = False
    input_price: Price | None = None
    output_price: Price | None = None
    first: bool = False


class ProviderTrial(_Strict):
    """What to try a stored provider with; what is left out is as stored."""

    base_url: Address | None = None
    api_key: Key | None = None
    options: Options | None = None


class ProviderView(BaseModel):
    """A provider. `source` is who connected it: only the company's own can be changed. `tested_note` is plain text."""

    id: str
    source: Source
    kind: str
    preset: str | None
    name: str
    base_url: str | None
    last4: str | None
    options: dict[str, str]
    enabled: bool
    data_stays: bool
    input_price: float | None
    output_price: float | None
    tested_at: datetime | None
    tested_ok: bool | None
    tested_note: str | None
    answers_tasks: bool
    variable: str | None


class ModelView(BaseModel):
    """A model that could be used. `context` is in tokens, prices are in USD per million tokens; null: not known."""

    provider_id: str
    provider: str
    provider_name: str
    name: str
    abilities: list[Ability]
    context: int | None
    input_price: float | None
    output_price: float | None
    data_stays: bool


class ListFailure(BaseModel):
    """A provider that does not list its models, and why."""

    provider_id: str
    provider_name: str
    message: str


class ModelList(BaseModel):
    """The models of all providers that are switched on, and who did not say."""

    items: list[ModelView]
    next: str | None
    failed: list[ListFailure]


class TestResult(BaseModel):
    """Whether the provider answers, in plain words, and which models it lists."""

    ok: bool
    message: str
    models: list[str]
    model: str | None
    seconds: float


class OptionView(BaseModel):
    """Something to choose for a kind of provider."""

    name: str
    title: str
    help: str
    form: Form
    choices: list[str]
    required: bool


class PresetView(BaseModel):
    """Somebody known to speak a kind's interface."""

    name: str
    title: str
    base_url: str
    needs_key: bool
    note: str
    on_machine: bool


class KindView(BaseModel):
    """A kind of provider that can be added. `base_url` is null where there is no address to give."""

    name: str
    title: str
    note: str
    needs_key: bool
    base_url: str | None
    stays: bool
    options: list[OptionView]
    presets: list[PresetView]


class Found(BaseModel):
    """A model server on this machine that nobody has connected yet. It is not used unless somebody does."""

    kind: Literal["openai-compatible"]
    preset: str
    title: str
    base_url: str
    models: list[str]

"""What the outside sends and sees of guardrails."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["off", "observe", "mask", "refuse"]
Kind = Literal["email", "phone", "iban", "card", "national_id", "ip", "secret", "name"]
Country = Literal["AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "NL", "PL", "SE", "US"]
ModelName = Annotated[str, Field(min_length=1, max_length=240)]
Role = Annotated[str, Field(pattern=r"^[a-z][a-z_-]{0,29}$")]


class GuardBody(BaseModel):
    """A company's guardrails.

    Each kind of finding is passed over (`off`), counted (`observe`), replaced by a placeholder until the answer is back
    (`mask`), or stops the request (`refuse`). `outside_only`: where all models that may answer are in the house, texts
    are left alone. `countries` say whose phone numbers and national ids are known. `injection` counts phrases that try
    to steer a model; it is a signal and stops nothing. `most_input_tokens` and `most_output_tokens` are limits of one
    request. `roles`: whose role is named may use only these aliases and models (`gpt-*` stands for many).
    `no_training` asks vendors that can be asked neither to keep nor to train on what they are sent. `exchange_days` is
    how long prompts and answers are kept, redacted (0: not at all), `recording_days` how long recordings are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    email: Mode = "off"
    phone: Mode = "off"
    iban: Mode = "off"
    card: Mode = "off"
    national_id: Mode = "off"
    ip: Mode = "off"
    secret: Mode = "off"  # noqa: S105 - a mode, no password
    name: Mode = "off"
    countries: tuple[Country, ...] = Field(default=("DE", "AT", "CH", "US"), max_length=12)
    outside_only: bool = True
    injection: Literal["off", "observe"] = "off"
    most_input_tokens: int | None = Field(default=None, ge=1, le=10_000_000)
    most_output_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    roles: dict[Role, Annotated[tuple[ModelName, ...], Field(max_length=100)]] = Field(
        default_factory=dict[Role, Annotated[tuple[ModelName, ...], Field(max_length=100)]], max_length=20
    )
    no_training: bool = False
    exchange_days: int = Field(default=30, ge=0, le=3_650)
    recording_days: int = Field(default=365, ge=1, le=3_650)


class GuardView(BaseModel):
    """The guardrails as they hold; `updated_at` is null where nobody has set any."""

    email: Mode
    phone: Mode
    iban: Mode
    card: Mode
    national_id: Mode
    ip: Mode
    secret: Mode
    name: Mode
    countries: list[Country]
    outside_only: bool
    injection: Literal["off", "observe"]
    most_input_tokens: int | None
    most_output_tokens: int | None
    roles: dict[str, list[str]]
    no_training: bool
    exchange_days: int
    recording_days: int
    updated_at: datetime | None


class TryBody(BaseModel):
    """A text to try; with `guard` these guardrails are tried, stored or not."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=20_000)
    guard: GuardBody | None = None


class GuardMatch(BaseModel):
    """Something in the text: what kind, where (`start` to `end`), and what becomes of it."""

    kind: Kind
    start: int
    end: int
    text: str
    mode: Mode
    placeholder: str | None


class Tried(BaseModel):
    """What the guardrails make of a text. `masked` is what a model would see; `refused` says that it would see nothing.

    `signals` are phrases that try to steer a model.
    """

    masked: str
    refused: bool
    found: list[GuardMatch]
    signals: list[str]

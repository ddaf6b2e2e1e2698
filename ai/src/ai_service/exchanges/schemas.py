"""What the outside sees of exchanges."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

Outcome = Literal["answered", "refused", "failed", "broken_off"]


class GuardFinding(BaseModel):
    """How much of a kind the guardrails found, and what became of it; `signal` is a phrase that tries to steer."""

    kind: str
    mode: str
    count: int


class ExchangeLine(BaseModel):
    """An exchange in a list. `cost` is in USD; `id` is that of its record of usage, where it has one."""

    id: str
    at: datetime
    user_id: str
    agent_id: str
    workflow_id: str
    run_id: str
    step: str
    task: str
    provider: str
    model: str
    alias: str
    outcome: Outcome
    cache: str
    input_tokens: int
    output_tokens: int
    cost: float
    seconds: float
    findings: list[GuardFinding]


class Said(BaseModel):
    """One message of what was asked."""

    role: str
    text: str


class ExchangeView(ExchangeLine):
    """An exchange with its words: personal data and secrets are replaced by placeholders.

    `shortened`: long texts were cut. `problem` says why there is no answer.
    """

    prompt: list[Said]
    answer: str
    shortened: bool
    problem: str

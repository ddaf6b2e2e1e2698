"""What the outside sees of usage."""

from datetime import datetime

from pydantic import BaseModel


class UsageRecord(BaseModel):
    """What one answer took; `cost` in USD."""

    id: str
    task: str
    provider: str
    model: str | None
    input_tokens: int
    output_tokens: int
    cost: float
    seconds: float
    at: datetime


class UsageTotal(BaseModel):
    """What the answers of one provider and model came to."""

    provider: str
    model: str | None
    answers: int
    input_tokens: int
    output_tokens: int
    cost: float

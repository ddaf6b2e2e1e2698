"""Brings what a model said for a field into the form the field's type promises; what cannot be, is null."""

import math
import re
from datetime import date
from typing import Any

from contracts.ai import FieldType


def as_field(said: Any, kind: FieldType) -> str | float | None:
    """The value as this type: dates ISO 8601, money and numbers as numbers, currencies as three letters."""
    if said is None or isinstance(said, bool | list | dict):
        return None
    if kind in {"number", "money"}:
        return _number(said)
    text = str(said).strip()
    if kind == "date":
        return _date(text)
    if kind == "currency":
        return text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else None
    return text or None


def _number(said: Any) -> float | None:
    if isinstance(said, str):
        said = re.sub(r"[^\d.\-]", "", said)
    try:
        value = float(said)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None

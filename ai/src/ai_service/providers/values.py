"""Brings what was said for a value into the form its kind promises; what cannot be, is null. Pure."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from ai_service.providers.forms import Form, Kind, Leaf, Listed, Shape, escaped

_LONGEST_LIST = 1_000


def as_kind(said: Any, kind: Kind) -> str | float | bool | None:
    """The value as this kind: dates ISO 8601, money and numbers as numbers, currencies as three letters."""
    if kind == "boolean":
        return said if isinstance(said, bool) else {"true": True, "false": False}.get(str(said).strip().lower())
    if said is None or isinstance(said, bool | list | dict):
        return None
    if kind in {"number", "money", "integer"}:
        value = _number(said)
        return int(value) if value is not None and kind == "integer" and value == int(value) else _unless(kind, value)
    text = str(said).strip()
    if kind == "date":
        return _date(text)
    if kind == "currency":
        return text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else None
    return text or None


def _unless(kind: Kind, value: float | None) -> float | None:
    return None if kind == "integer" else value


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


@dataclass
class Filled:
    """Values in the form wanted, and by JSON pointer what the form wants and does not have."""

    values: Any
    missing: list[str] = field(default_factory=list[str])


def fill(form: Form, said: Any) -> Filled:
    """What was said, in this form: what does not fit is null where the form allows it, and else also `missing`."""
    filled = Filled(None)
    filled.values = _filled(form, said, "", filled.missing)
    return filled


def _filled(form: Form, said: Any, path: str, missing: list[str]) -> Any:
    match form:
        case Leaf():
            value = as_kind(said, form.kind)
            value = value if value is not None and allowed(form, value) else None
            if value is None and not form.nullable:
                missing.append(path)
            return value
        case Listed():
            items = cast("list[Any]", said)[:_LONGEST_LIST] if isinstance(said, list) else []
            if said is None and form.nullable:
                return None
            kept = [item for item in items if not _is_empty(item)][: form.limits.get("maxItems", _LONGEST_LIST)]
            if len(kept) < form.limits.get("minItems", 0):
                missing.append(path)
            return [_filled(form.each, item, f"{path}/{place}", missing) for place, item in enumerate(kept)]
        case Shape():
            given: Mapping[str, Any] = cast("Mapping[str, Any]", said) if isinstance(said, dict) else {}
            if not given and form.nullable:
                return None
            return _object(form, given, path, missing)


def _object(form: Shape, given: Mapping[str, Any], path: str, missing: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, part in form.parts.items():
        lacking: list[str] = []
        value = _filled(part, given.get(name), f"{path}/{escaped(name)}", lacking)
        if name not in form.required and lacking and _is_empty(value):
            continue  # the schema lets it be left out
        found[name] = value
        missing += lacking
    return found


def _is_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_empty(each) for each in cast("Mapping[str, Any]", value).values())
    return value in (None, [], "")


def allowed(leaf: Leaf, value: Any) -> bool:
    """Whether the schema's options and limits let the value be."""
    limits, size = leaf.limits, len(value) if isinstance(value, str) else value
    low = limits.get("minLength") if isinstance(value, str) else limits.get("minimum")
    high = limits.get("maxLength") if isinstance(value, str) else limits.get("maximum")
    over, under = limits.get("exclusiveMinimum"), limits.get("exclusiveMaximum")
    return (
        (not leaf.options or value in leaf.options)
        and (low is None or size >= low)
        and (high is None or size <= high)
        and (over is None or value > over)
        and (under is None or value < under)
    )


def values_of(form: Form, values: Any, path: str = "") -> Iterator[tuple[str, Leaf, Any]]:
    """Every value with its JSON pointer and leaf."""
    match form:
        case Leaf():
            yield path, form, values
        case Listed():
            for place, item in enumerate(cast("list[Any]", values or [])):
                yield from values_of(form.each, item, f"{path}/{place}")
        case Shape():
            given = cast("Mapping[str, Any]", values or {})
            for name, part in form.parts.items():
                if name in given:
                    yield from values_of(part, given[name], f"{path}/{escaped(name)}")


def without(form: Form, values: Any, pointers: set[str], path: str = "") -> Any:
    """The values with null in these places."""
    if path in pointers:
        return None
    match form:
        case Leaf():
            return values
        case Listed():
            items = cast("list[Any]", values or [])
            kept = [without(form.each, each, pointers, f"{path}/{at}") for at, each in enumerate(items)]
            return None if values is None else kept
        case Shape():
            given = cast("Mapping[str, Any]", values or {})
            return {
                name: without(part, given[name], pointers, f"{path}/{escaped(name)}")
                for name, part in form.parts.items()
                if name in given
            } if values is not None else None  # fmt: skip

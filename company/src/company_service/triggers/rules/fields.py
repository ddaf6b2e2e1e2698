"""A form's fields from a workflow's input schema, and values from what a browser sends."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import orjson

from company_service.engine.schemas import violations
from company_service.engine.values import list_of, object_of

FieldKind = Literal[
    "text", "textarea", "number", "integer", "boolean", "select", "checks", "lines", "date", "datetime-local", "email",
    "url", "json",
]  # fmt: skip
_LONG = 200
_LARGEST = 2.0**53
"""Whole numbers beyond this are not told apart everywhere."""
_FORMATS: Mapping[str, FieldKind] = {"date": "date", "date-time": "datetime-local", "email": "email", "uri": "url"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form."""

    name: str
    kind: FieldKind
    label: str
    help: str
    required: bool
    default: Any
    choices: tuple[str, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field: a code that the page has words for, or a message."""

    field: str
    code: str
    message: str = ""


def fields_of(schema: Mapping[str, Any]) -> list[FormField]:
    """The fields, in the order of the schema's properties."""
    required = {str(name) for name in list_of(schema.get("required"))}
    properties = object_of(schema.get("properties"))
    return [_field(name, object_of(described), name in required) for name, described in properties.items()]


def _field(name: str, described: Mapping[str, Any], required: bool) -> FormField:  # noqa: FBT001 - a property's place in the schema
    hints = object_of(described.get("x-ui"))
    kind = _kind(described, hints)
    source = described if kind == "select" else object_of(described.get("items"))
    limit = described.get("maxLength")
    return FormField(
        name=name,
        kind=kind,
        label=str(hints.get("label") or described.get("title") or name.replace("_", " ").capitalize()),
        help=str(hints.get("help") or described.get("description") or ""),
        required=required and kind != "boolean",
        default=described.get("default"),
        choices=tuple(str(each) for each in list_of(source.get("enum"))),
        limit=limit if isinstance(limit, int) else None,
    )


def _kind(described: Mapping[str, Any], hints: Mapping[str, Any]) -> FieldKind:
    type_of: Any = described.get("type")
    plain = (
        next((each for each in list_of(type_of) if each != "null"), "string") if isinstance(type_of, list) else type_of
    )
    items = object_of(described.get("items"))
    match plain:
        case "number" | "integer" | "boolean":
            return plain
        case "array" if items.get("enum"):
            return "checks"
        case "array" if items.get("type") == "string":
            return "lines"
        case "string" | None if described.get("enum"):
            return "select"
        case "string":
            is_long = hints.get("widget") == "textarea" or int(described.get("maxLength") or 0) > _LONG
            return _FORMATS.get(str(described.get("format")), "textarea" if is_long else "text")
        case _:
            return "json"


def values_of(
    schema: Mapping[str, Any], fields: Sequence[FormField], sent: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], list[Wrong]]:
    """The values that were filled in, with their types, and what is wrong with them."""
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for field in fields:
        given = [each for each in sent.get(field.name, ()) if each.strip()]
        if field.kind == "boolean":
            values[field.name] = bool(given)
        elif not given and field.required:
            wrong.append(Wrong(field.name, "required"))
        elif given:
            try:
                values[field.name] = _value(field, [each.strip() for each in given])
            except ValueError:
                wrong.append(Wrong(field.name, field.kind))
    named = {each.field for each in wrong}
    wrong += [each for each in _violations(schema, values) if each.field not in named]
    return values, wrong


def _value(field: FormField, given: list[str]) -> Any:
    """A field's value; raises `ValueError` when the text is none."""
    text = given[0]
    match field.kind:
        case "number":
            number = _in_range(float(text))
            return number if number % 1 else int(number)
        case "integer":
            return int(_in_range(int(text)))
        case "checks":
            return given
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "json":
            return orjson.loads(text)
        case "select" if text not in field.choices:
            raise ValueError(text)
        case "date":
            return date.fromisoformat(text).isoformat()
        case "datetime-local":
            return datetime.fromisoformat(text).isoformat()
        case "email" if not _EMAIL.fullmatch(text):
            raise ValueError(text)
        case _:
            return text


def _in_range(number: float) -> float:
    if not abs(number) <= _LARGEST:
        raise ValueError(number)
    return number


def _violations(schema: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Wrong]:
    for pointer, message, _ in violations(schema, values):
        yield Wrong(pointer.split("/")[1] if "/" in pointer else "", "", message)

"""What is wanted of a text, as a tree: an object of values, objects and lists. Read from fields or a JSON Schema. Pure.

Of JSON Schema this understands what can be promised of an answer; anything else is refused, not ignored.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from contracts.ai import ExtractField, FieldType
from kernel.problems import FieldError, InvalidRequest

Kind = FieldType | Literal["integer", "boolean"]
Json = dict[str, Any]

_DEEPEST = 8
_MOST = 300
_SAID_ONLY = {
    "title",
    "default",
    "examples",
    "$defs",
    "definitions",
    "$schema",
    "$id",
    "$comment",
    "deprecated",
    "readOnly",
}
_UNDERSTOOD = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"format", "minLength", "maxLength"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "format"},
    "integer": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "format"},
    "boolean": set[str](),
}
_JSON_TYPES = {"bool": "boolean", "int": "integer", "float": "number"}
_EVERYWHERE = {"type", "description", "enum", "const", "nullable", *_SAID_ONLY}


class SchemaNotUnderstood(InvalidRequest):
    """It asks for something that cannot be promised of values taken out of a text."""

    title = "This JSON Schema cannot be used for taking values out of a text"


@dataclass(frozen=True)
class Leaf:
    """One value. `limits` are the schema's own words, such as `maximum`; `options` the only values allowed."""

    kind: Kind
    says: str = ""
    nullable: bool = True
    options: tuple[Any, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Listed:
    """A list of what `each` says."""

    each: "Form"
    says: str = ""
    nullable: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Shape:
    """An object. What is not in `required` may be left out."""

    parts: Mapping[str, "Form"]
    required: frozenset[str]
    says: str = ""
    nullable: bool = False


Form = Leaf | Listed | Shape


def of_fields(fields: Sequence[ExtractField]) -> Shape:
    """An object with these fields, each of which may be null."""
    parts = {each.name: Leaf(each.type, each.description) for each in fields}
    return Shape(parts, frozenset(parts))


def of_schema(schema: Json) -> Shape:
    """The object a JSON Schema describes. Raises `SchemaNotUnderstood`."""
    read = _Reader(schema).form(schema, "", 0)
    if not isinstance(read, Shape):
        raise _refused("", 'The schema must be of `"type": "object"`.')
    return read


def leaves(form: Form, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every leaf with its JSON pointer; `*` stands for any place in a list."""
    match form:
        case Leaf():
            yield path, form
        case Listed():
            yield from leaves(form.each, f"{path}/*")
        case Shape():
            for name, part in form.parts.items():
                yield from leaves(part, f"{path}/{escaped(name)}")


def escaped(name: str) -> str:
    """A name as JSON pointers have it."""
    return name.replace("~", "~0").replace("/", "~1")


def asked_schema(form: Form) -> Json:
    """The JSON Schema a model is held to: every part is there; every value may be null, so none is invented."""
    match form:
        case Leaf():
            told: Json = {"type": [_json_type(form.kind), "null"]}
            if form.options:
                told["enum"] = [*form.options, *([] if None in form.options else [None])]
        case Listed():
            told = {"type": "array", "items": asked_schema(form.each)}
        case Shape():
            told = {
                "type": "object",
                "properties": {name: asked_schema(part) for name, part in form.parts.items()},
                "required": list(form.parts),
                "additionalProperties": False,
            }
    return told


def _json_type(kind: Kind) -> str:
    return {"number": "number", "money": "number", "integer": "integer", "boolean": "boolean"}.get(kind, "string")


def _refused(pointer: str, why: str) -> SchemaNotUnderstood:
    return SchemaNotUnderstood(f"At {pointer or '/'}: {why}", errors=[FieldError(f"/schema{pointer}", why)])


class _Reader:
    def __init__(self, root: Json) -> None:
        self._root = root
        self._count = 0

    def form(self, schema: Any, pointer: str, depth: int) -> Form:
        """One part of the schema."""
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST:
            raise _refused(pointer, f"At most {_DEEPEST} levels and {_MOST} parts are read; does it refer to itself?")
        told, nullable = self._plain(schema, pointer)
        kind = _type_of(told, pointer)
        for word in told:
            if word not in _UNDERSTOOD[kind] | _EVERYWHERE:
                raise _refused(pointer, f"`{word}` is not understood here. Describe it in `description` instead.")
        says = str(told.get("description") or told.get("title") or "")
        limits = {word: told[word] for word in _UNDERSTOOD[kind] & told.keys() - {"properties", "required", "items"}}
        match kind:
            case "object":
                return self._shape(told, pointer, depth, says, nullable=nullable)
            case "array":
                each = self.form(told.get("items", {"type": "string"}), f"{pointer}/items", depth + 1)
                return Listed(each, says, nullable, limits)
            case _:
                return Leaf(_kind_of(kind, told), says, nullable, _options(told), limits)

    def _shape(self, told: Json, pointer: str, depth: int, says: str, *, nullable: bool) -> Shape:
        properties: Any = told.get("properties")
        if not isinstance(properties, dict) or not properties:
            raise _refused(pointer, "An object needs `properties`.")
        parts = {
            name: self.form(part, f"{pointer}/properties/{escaped(name)}", depth + 1)
            for name, part in cast("Json", properties).items()
        }
        return Shape(parts, frozenset(told.get("required", ())), says, nullable)

    def _plain(self, schema: Any, pointer: str) -> tuple[Json, bool]:
        """The schema without references, and without its choice of null."""
        told: Json = cast("Json", schema) if isinstance(schema, dict) else {}
        for _ in range(_DEEPEST):
            if "$ref" in told:
                told = {**self._referred(str(told["$ref"]), pointer), **{k: v for k, v in told.items() if k != "$ref"}}
            elif "allOf" in told and len(told["allOf"]) == 1:
                told = {**told["allOf"][0], **{k: v for k, v in told.items() if k != "allOf"}}
            else:
                break
        choices: list[Json] = told.get("anyOf") or told.get("oneOf") or []
        real = [each for each in choices if each.get("type") != "null"]
        if len(real) == 1:
            rest = {k: v for k, v in told.items() if k not in {"anyOf", "oneOf"}}
            inner, nullable = self._plain({**real[0], **rest}, pointer)
            return inner, nullable or len(real) < len(choices)
        return told, _takes_null(told)

    def _referred(self, reference: str, pointer: str) -> Json:
        part: Any = self._root
        for name in reference.removeprefix("#/").split("/"):
            part = (
                cast("Json", part).get(name.replace("~1", "/").replace("~0", "~")) if isinstance(part, dict) else None
            )
        if not reference.startswith("#/") or not isinstance(part, dict):
            raise _refused(pointer, f"`$ref` {reference!r} leads nowhere in this schema.")
        return cast("Json", part)


def _takes_null(told: Json) -> bool:
    kinds: Any = told.get("type")
    return (isinstance(kinds, list) and "null" in kinds) or bool(told.get("nullable")) or None in told.get("enum", ())


def _type_of(told: Json, pointer: str) -> str:
    kinds: Any = told.get("type")
    named = [kinds] if isinstance(kinds, str) else [kind for kind in cast("list[str]", kinds or []) if kind != "null"]
    if not named and "properties" in told:
        return "object"
    if not named and _options(told):
        named = [_JSON_TYPES.get(type(_options(told)[0]).__name__, "string")]
    if len(named) != 1 or named[0] not in _UNDERSTOOD:
        raise _refused(pointer, f"Give one `type` of {', '.join(_UNDERSTOOD)}, with or without null.")
    return named[0]


def _kind_of(json_type: str, told: Json) -> Kind:
    if json_type != "string":
        return cast("Kind", "money" if told.get("format") == "money" else json_type)
    return cast("Kind", {"date": "date", "currency": "currency", "id": "id"}.get(str(told.get("format")), "string"))


def _options(told: Json) -> tuple[Any, ...]:
    return (told["const"],) if "const" in told else tuple(each for each in told.get("enum", ()) if each is not None)

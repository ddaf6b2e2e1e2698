"""JSON Schema (2020-12) as workflows use it: nothing is fetched, patterns run in linear time, messages are readable.

Schemas come from people, so `$ref` reaches no further than the schema itself, and `pattern` is RE2 (through CEL), whose
time is linear in the text.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

import orjson
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable

from company_service.engine.expressions import ExpressionError, Scope, compiled, kind_of, short
from company_service.engine.graph import MAX_DEPTH, depth
from company_service.engine.templates import escape
from company_service.engine.values import list_of, object_of
from kernel.problems import FieldError, InvalidRequest

_WORDS = {
    "string": "a text", "number": "a number", "integer": "a whole number", "boolean": "yes or no", "array": "a list",
    "object": "an object", "null": "nothing",
}  # fmt: skip
_matches = compiled("input.text.matches(input.pattern)")


class InvalidInput(InvalidRequest):
    """The input is not what the workflow asks for."""

    title = "This input does not fit the workflow"


def _pattern(_validator: Any, pattern: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if not isinstance(value, str):
        return
    try:
        fits = _matches.value(Scope({"text": value, "pattern": pattern}, {}, {}))
    except ExpressionError:
        fits = False
    if not fits:
        yield ValidationError(f"{short(value)} does not match {pattern}")


_Validator: Any = cast("Any", validators).extend(Draft202012Validator, {"pattern": _pattern})


@lru_cache(maxsize=2048)
def _validator(schema: bytes) -> Any:
    # An empty registry: a `$ref` to anywhere else is an error instead of a request.
    return _Validator(orjson.loads(schema), registry=cast("Any", Registry)())


def violations(schema: Mapping[str, Any], value: Any, at: str = "") -> Iterator[tuple[str, str, Any]]:
    """What of `value` does not fit: (JSON Pointer, message, the value there)."""
    if not schema:
        return
    validator = _validator(orjson.dumps(schema))
    try:
        for error in validator.iter_errors(value):
            pointer = at + "".join(f"/{escape(str(part))}" for part in error.absolute_path)
            yield from _told(error, pointer)
    except (Unresolvable, RecursionError) as error:
        yield at, f"The schema refers to something that is not in it ({type(error).__name__}).", value


def _told(error: Any, pointer: str) -> Iterator[tuple[str, str, Any]]:
    if error.validator == "required":
        # One error for each missing name; the library puts the name into its message only.
        missing = [name for name in error.validator_value if error.message.startswith(repr(name))]
        for name in missing:
            yield f"{pointer}/{escape(name)}", f"{_label(error.schema, name)} is missing.", None
        return
    yield pointer, _message(error), error.instance


def _label(schema: Any, name: str) -> str:
    shown = object_of(object_of(object_of(schema).get("properties")).get(name))
    return str(object_of(shown.get("x-ui")).get("label") or shown.get("title") or repr(name))


def _message(error: Any) -> str:
    wanted = error.validator_value
    match error.validator:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return (
                f"This must be {' or '.join(_WORDS.get(kind, kind) for kind in kinds)}, not {kind_of(error.instance)}."
            )
        case "enum":
            return f"This must be one of {', '.join(str(each) for each in wanted)}."
        case "minItems" | "minLength" | "minProperties":
            return "This must not be empty." if wanted == 1 else f"This needs at least {wanted}."
        case "maxItems":
            return f"This may have {wanted:,} items at most; it has {len(error.instance):,}."
        case "additionalProperties":
            return "This has settings that nobody knows: " + error.message.split("(", 1)[-1].rstrip(")") + "."
        case "anyOf" | "oneOf":
            return f"{short(error.instance)} is none of the things allowed here."
        case _:
            return str(error.message)[:300]


def schema_problem(schema: Any) -> str:
    """What is wrong with a schema itself; an empty text when nothing is."""
    if not isinstance(schema, Mapping):
        return "The input is described by a JSON Schema, which is an object."
    if depth(schema) > MAX_DEPTH:
        return "The schema is nested too deeply."
    if b'"patternProperties"' in orjson.dumps(schema):
        return "`patternProperties` cannot be used here."
    try:
        Draft202012Validator.check_schema(cast("Mapping[str, Any]", schema))
    except SchemaError as error:
        return f"This is not a JSON Schema: {error.message[:200]}"
    return ""


def accept_input(schema: Mapping[str, Any], value: Any) -> Any:
    """The input as the run gets it: what is optional and absent has its default or is null. Raises `InvalidInput`.

    What is optional and null counts as absent: the input of a run is input to another one.
    """
    value = _without_nothing(schema, value)
    errors = [FieldError(f"/input{pointer}", message) for pointer, message, _ in violations(schema, value)]
    if errors:
        raise InvalidInput("The input is not what this workflow asks for.", errors=errors[:50])
    properties = schema.get("properties")
    if not isinstance(value, Mapping) or not isinstance(properties, Mapping):
        return cast("Any", value)
    given = dict(cast("Mapping[str, Any]", value))
    for name, described in cast("Mapping[str, Any]", properties).items():
        if name not in given:
            default: Any = (
                cast("Mapping[str, Any]", described).get("default") if isinstance(described, Mapping) else None
            )
            given[name] = default
    return given


def _without_nothing(schema: Mapping[str, Any], value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    required = list_of(schema.get("required"))
    described = object_of(schema.get("properties")).items()
    optional = {name for name, each in described if name not in required and "default" not in object_of(each)}
    given = cast("Mapping[str, Any]", value).items()
    return {name: each for name, each in given if each is not None or name not in optional}

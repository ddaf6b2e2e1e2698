"""Reads values out of JSON that anyone may have sent; each refusal names the place by its JSON Pointer."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

import orjson
from pydantic import BaseModel, ValidationError

from kernel.problems import FieldError, InvalidRequest

M = TypeVar("M", bound=BaseModel)


def refused(pointer: str, message: str) -> InvalidRequest:
    """The problem of one wrong place."""
    return InvalidRequest(f"`{pointer.lstrip('/')}`: {message}", errors=[FieldError(pointer, message)])


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object that a request's body is. Raises `InvalidRequest`."""
    try:
        value: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"The body is not JSON: {error}.") from None
    if not isinstance(value, dict):
        raise InvalidRequest("The body must be a JSON object.")
    return cast("dict[str, Any]", value)


def an_object(value: Any, pointer: str) -> dict[str, Any]:
    """An object. Raises `InvalidRequest`."""
    if not isinstance(value, dict):
        raise refused(pointer, "This must be an object.")
    return cast("dict[str, Any]", value)


def a_list(value: Any, pointer: str) -> list[Any]:
    """A list. Raises `InvalidRequest`."""
    if not isinstance(value, list):
        raise refused(pointer, "This must be a list.")
    return cast("list[Any]", value)


def a_text(value: Any, pointer: str) -> str:
    """A text. Raises `InvalidRequest`."""
    if not isinstance(value, str):
        raise refused(pointer, "This must be a text.")
    return value


def objects(value: Any, pointer: str) -> list[tuple[str, dict[str, Any]]]:
    """A list of objects, each with its pointer; none where it is missing. Raises `InvalidRequest`."""
    listed = a_list(value or [], pointer)
    return [(f"{pointer}/{place}", an_object(each, f"{pointer}/{place}")) for place, each in enumerate(listed)]


def built(model: type[M], values: Mapping[str, Any], pointer: str) -> M:
    """A value of the hub's vocabulary. Raises `InvalidRequest` for what it does not take."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = [(pointer + "".join(f"/{part}" for part in e["loc"]), e["msg"]) for e in error.errors()[:20]]
        said = "; ".join(f"`{where.lstrip('/')}`: {what}" for where, what in found[:3])
        raise InvalidRequest(said, errors=[FieldError(where, what) for where, what in found]) from None


def arguments_of(text: Any) -> Any:
    """A tool's arguments are JSON in a text; what cannot be read stays what the model wrote."""
    if not isinstance(text, str):
        return text or {}
    try:
        return orjson.loads(text) if text.strip() else {}
    except orjson.JSONDecodeError:
        return text


def written(arguments: Any) -> str:
    """A tool's arguments as a text."""
    return arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode()


def count(value: Any) -> int:
    """A number of tokens that a vendor told; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0


def part(value: Any, name: str) -> dict[str, Any]:
    """An object inside an object; an empty one where there is none."""
    inner: Any = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}


def parts(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects of a list inside an object; none where there is no list."""
    inner: Any = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
    listed = cast("list[Any]", inner) if isinstance(inner, list) else []
    return [cast("dict[str, Any]", each) for each in listed if isinstance(each, dict)]

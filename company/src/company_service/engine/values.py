"""JSON values taken apart with their types: an object or nothing, a list or nothing."""

from collections.abc import Mapping
from typing import Any, cast


def object_of(value: Any) -> Mapping[str, Any]:
    """The value when it is an object, else an empty one."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def list_of(value: Any) -> list[Any]:
    """The value when it is a list, else an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []

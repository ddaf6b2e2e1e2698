"""Values as templates write them: an object is written as JSON, never in Python's own words."""

from typing import Any, cast

import orjson


class Written(dict[str, Any]):
    """An object that is JSON where it is written out whole."""

    def __str__(self) -> str:
        return as_json(self)


def written(value: Any) -> Any:
    """The same value, as a template may write it."""
    if isinstance(value, dict):
        return Written({str(name): written(each) for name, each in cast("dict[Any, Any]", value).items()})
    if isinstance(value, list):
        return [written(each) for each in cast("list[Any]", value)]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def as_json(value: Any) -> str:
    """As JSON."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def weight(value: Any) -> int:
    """About how much work it is to look at a value."""
    return len(cast("Any", value)) if isinstance(value, str | list | dict | tuple) else 1

"""Goes through the texts of a request or an answer, in whichever dialect, and leaves alone what is no text. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson

Reword = Callable[[str], str]

_NO_TEXT = frozenset(
    """
    model role type id tool_call_id tool_use_id call_id media_type data url file_id file_data signature thinking
    encrypted_content object finish_reason stop_reason on_behalf_of embedding
    """.split()  # noqa: SIM905 - names in quotes cannot be read
)
"""What holds no words of anybody, or must come back to its vendor as it was signed."""


@dataclass(frozen=True)
class Words:
    """How texts are said anew; `written` is for a tool's arguments, which are JSON inside a text."""

    text: Reword
    written: Reword

    def over(self, value: Any, name: str = "") -> Any:
        """The same value with its texts said anew."""
        if isinstance(value, str):
            return self.written(value) if name == "arguments" else self.text(value)
        if isinstance(value, list):
            return [self.over(each, name) for each in cast("list[Any]", value)]
        if isinstance(value, dict):
            return self._object(cast("dict[str, Any]", value), name)
        return value

    def _object(self, value: Mapping[str, Any], name: str) -> dict[str, Any]:
        if name in {"input", "arguments"}:  # a tool's: its names are its own
            return {key: everything(each, self.text) for key, each in value.items()}
        return {key: each if key in _NO_TEXT else self.over(each, key) for key, each in value.items()}


def everything(value: Any, reword: Reword) -> Any:
    """All texts of data, whatever their names; a number that is reworded becomes a text."""
    if isinstance(value, str):
        return reword(value)
    if isinstance(value, list):
        return [everything(each, reword) for each in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {key: everything(each, reword) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, int) and not isinstance(value, bool):
        written = str(value)
        said = reword(written)
        return value if said == written else said
    return value


def in_json(text: str, reword: Reword) -> str:
    """A JSON text whose texts are said anew; what is no JSON is said anew as it is."""
    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return reword(text)
    said = everything(value, reword)
    return text if said == value else orjson.dumps(said).decode()

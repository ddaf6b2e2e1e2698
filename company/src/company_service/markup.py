"""JSON and YAML as text: read with the line of every value, and written so that people can read it.

YAML is read as JSON-like data in the core schema of YAML 1.2 (so `on` and `yes` are texts): one document, no anchors,
aliases or tags, no key twice, nothing nested without end. That leaves no way to make much out of little.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import yaml

MAX_NESTING = 60
_NO_WRAPPING = 1_000_000
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_INTEGER = re.compile(r"[-+]?[0-9]{1,20}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?")
_LOOKS_LIKE_A_NUMBER = re.compile(r"[-+]?(0o[0-7]+|0x[0-9a-fA-F]+|\.(inf|Inf|INF)|[0-9]+)|\.(nan|NaN|NAN)")
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1


class UnreadableText(Exception):
    """A text that is neither JSON nor the part of YAML taken here. `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says. `lines` has the line of each value by its JSON Pointer."""

    value: Any
    lines: dict[str, int]

    def line(self, pointer: str) -> int | None:
        """The line of a value, or of what it should stand in."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer)


def read(text: str) -> Document:
    """Read JSON (a text that begins with a brace or bracket) or YAML. Raises `UnreadableText`."""
    text = text.removeprefix("\ufeff")
    if not text.lstrip().startswith(("{", "[")):
        return _Reader().read(text)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnreadableText(f"This is not JSON: {error.msg}.", error.lineno) from None
    try:
        return Document(value, _Reader().read(text).lines)
    except UnreadableText as problem:
        if "twice" in problem.message or "nested" in problem.message:
            raise
        return Document(value, {})  # the few texts that are JSON and not YAML: read all the same, without lines


def _too_deep(line: int) -> UnreadableText:
    return UnreadableText(f"This is nested more than {MAX_NESTING} levels deep.", line)


@dataclass(slots=True)
class _Open:
    """A list (`items`) or object (`fields`) that is being read."""

    pointer: str
    items: list[Any] | None = None
    fields: dict[str, Any] | None = None
    key: str | None = None

    def place(self) -> str:
        """The JSON Pointer of what comes next."""
        part = (self.key or "") if self.items is None else str(len(self.items))
        return f"{self.pointer}/{part.replace('~', '~0').replace('/', '~1')}"

    def take_key(self, event: Any, line: int) -> None:
        """The name of what comes next."""
        if not isinstance(event, yaml.ScalarEvent):
            raise UnreadableText("A key must be a text.", line)
        key = str(event.value)
        if self.fields is not None and key in self.fields:
            raise UnreadableText(f"The key {key[:60]!r} is here twice.", line)
        self.key = key

    def add(self, value: Any) -> None:
        """What comes next."""
        if self.items is not None:
            self.items.append(value)
        elif self.fields is not None and self.key is not None:
            self.fields[self.key] = value
            self.key = None


@dataclass(slots=True)
class _Reader:
    """Builds the value from the parser's events, without recursion."""

    open: list[_Open] = field(default_factory=list[_Open])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    result: Any = None
    documents: int = 0

    def read(self, text: str) -> Document:
        line = 1
        try:
            for event in cast("Iterator[Any]", yaml.parse(text, Loader=yaml.CSafeLoader)):
                line = event.start_mark.line + 1
                self._take(event, line)
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark.line + 1 if error.problem_mark else line
            said = str(error.problem or error.context)
            if "nesting" in said:
                raise _too_deep(at) from None
            raise UnreadableText(f"This is not YAML: {said}.", at) from None
        except (yaml.YAMLError, ValueError):
            raise UnreadableText("This has characters that no text has.", line) from None
        return Document(self.result, self.lines)

    def _take(self, event: Any, line: int) -> None:
        match event:
            case yaml.AliasEvent():
                raise UnreadableText("Aliases (`*name`) are not taken here: write the value out.", line)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise UnreadableText("There is a second document here: send one at a time.", line)
            case yaml.ScalarEvent() | yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                _check_plain(event, line)
                around = self.open[-1] if self.open else None
                if around and around.fields is not None and around.key is None:
                    around.take_key(event, line)
                else:
                    self._value(event, line, around)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self.open.pop()
            case _:
                pass

    def _value(self, event: Any, line: int, around: _Open | None) -> None:
        pointer = around.place() if around else ""
        self.lines[pointer] = line
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event, line)
        elif len(self.open) >= MAX_NESTING:
            raise _too_deep(line)
        elif isinstance(event, yaml.MappingStartEvent):
            value = {}
            self.open.append(_Open(pointer, fields=value))
        else:
            value = []
            self.open.append(_Open(pointer, items=value))
        if around is None:
            self.result = value
        else:
            around.add(value)


def _check_plain(event: Any, line: int) -> None:
    if event.anchor is not None:
        raise UnreadableText("Anchors (`&name`) are not taken here: write the value out.", line)
    if event.tag is not None:
        raise UnreadableText(f"Tags ({str(event.tag)[:60]}) are not taken here.", line)


def _scalar(event: Any, line: int) -> Any:
    text = str(event.value)
    if not event.implicit[0]:  # it stands in quotes or as a block
        return text
    if len(text) > 400 or not (text in _NULL or text[0] in "-+.0123456789tTfF"):
        return text
    try:
        return _plain(text)
    except ValueError:
        message = f"The number {text[:40]} is not taken here. As a text it stands in quotes."
        raise UnreadableText(message, line) from None


def _plain(text: str) -> Any:
    """A text without quotes in the core schema of YAML 1.2. Raises `ValueError` for numbers that JSON has not."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INTEGER.fullmatch(text) and _SMALLEST <= int(text) <= _LARGEST:
        return int(text)
    if _LOOKS_LIKE_A_NUMBER.fullmatch(text):
        raise ValueError(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number in {float("inf"), float("-inf")}:
            raise ValueError(text)
        return number
    return text


class _Writer(yaml.CSafeDumper):
    """Texts of several lines stand as they are; what could be taken for something else stands in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def write_text(self, text: str) -> yaml.ScalarNode:
        style = "|" if "\n" in text.strip("\n") else '"' if _could_be_something_else(text) else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _could_be_something_else(text: str) -> bool:
    try:
        return not isinstance(_plain(text), str)
    except ValueError:
        return True


_Writer.add_representer(str, _Writer.write_text)


def write_yaml(value: Any) -> str:
    """JSON data as YAML, with its keys in their order."""
    return yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=_NO_WRAPPING)


def write_json(value: Any) -> str:
    """JSON data with two spaces of indentation."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()

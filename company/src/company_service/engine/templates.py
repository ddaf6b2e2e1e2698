"""Settings with `{{ … }}` in them, compiled once and filled in for each run.

A text that is exactly one expression takes the expression's value with its type; an expression within a text is written
out (nothing as an empty text, objects and lists as JSON). `{{ '{{' }}` writes the braces themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson

from company_service.engine.expressions import Expression, ExpressionError, Scope, compiled

OPEN, CLOSE = "{{", "}}"


class TemplateError(Exception):
    """A setting that cannot be compiled or filled in. `pointer` is a JSON Pointer to it, inside what was compiled."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer
        self.message = message


@dataclass(frozen=True, slots=True)
class _Text:
    parts: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True)
class _Object:
    items: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _List:
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Constant:
    value: Any


@dataclass(frozen=True, slots=True)
class Template:
    """Any JSON value with expressions in it. `steps` are the ids of the steps they name."""

    root: Any
    found: tuple[tuple[str, Expression], ...]
    """Every expression with its pointer."""

    @property
    def steps(self) -> frozenset[str]:
        """The ids of all steps named."""
        return frozenset[str]().union(*(expression.steps for _, expression in self.found))

    def fill(self, scope: Scope) -> Any:
        """The value with every expression replaced. Raises `TemplateError`."""
        return _fill(self.root, scope, "")


def is_template(value: Any) -> bool:
    """Whether this is a text with an expression in it."""
    return isinstance(value, str) and OPEN in value


def compile_template(value: Any) -> Template:
    """Compile; raises the first `TemplateError`."""
    found: list[tuple[str, Expression]] = []
    for pointer, outcome in compile_each(value):
        if isinstance(outcome, TemplateError):
            raise outcome
        found.append((pointer, outcome))
    return Template(_compile(value), tuple(found))


def compile_each(value: Any, pointer: str = "") -> Iterator[tuple[str, Expression | TemplateError]]:
    """Every expression in a value, compiled or with what is wrong with it."""
    if isinstance(value, str):
        try:
            for source in (piece for piece, is_source in split(value) if is_source):
                yield pointer, compiled(source)
        except ExpressionError as error:
            yield pointer, TemplateError(pointer, str(error))
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            yield from compile_each(item, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from compile_each(item, f"{pointer}/{index}")


def escape(key: str) -> str:
    """A key as part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def split(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text: (piece, whether it is the source of an expression). Raises `ExpressionError`."""
    at = 0
    while (start := text.find(OPEN, at)) >= 0:
        if start > at:
            yield text[at:start], False
        end = _end(text, start + len(OPEN))
        yield text[start + len(OPEN) : end], True
        at = end + len(CLOSE)
    if at < len(text):
        yield text[at:], False


def _end(text: str, at: int) -> int:
    """Where the expression that begins at `at` is closed, texts and inner braces passed over."""
    opened = at - len(OPEN)
    quote = ""
    depth = 0
    while at < len(text):
        sign = text[at]
        if quote:
            if sign == "\\":
                at += 1
            elif sign == quote:
                quote = ""
        elif sign in "'\"":
            quote = sign
        elif sign == "{":
            depth += 1
        elif sign == "}" and depth == 0 and text.startswith(CLOSE, at):
            return at
        elif sign == "}":
            depth -= 1
        at += 1
    raise ExpressionError("An expression is opened with {{ and not closed with }}.", opened)


def _compile(value: Any) -> Any:
    if isinstance(value, str):
        return _compile_text(value)
    if isinstance(value, Mapping):
        items = tuple((key, _compile(item)) for key, item in cast("Mapping[str, Any]", value).items())
        return _Constant(value) if all(isinstance(item, _Constant) for _, item in items) else _Object(items)
    if isinstance(value, list):
        parts = tuple(_compile(item) for item in cast("list[Any]", value))
        return _Constant(cast("Any", value)) if all(isinstance(part, _Constant) for part in parts) else _List(parts)
    return _Constant(value)


def _compile_text(text: str) -> Any:
    if OPEN not in text:
        return _Constant(text)
    parts = tuple(compiled(piece) if is_source else piece for piece, is_source in split(text))
    expressions = [part for part in parts if isinstance(part, Expression)]
    if len(expressions) == 1 and all(isinstance(part, Expression) or not part.strip() for part in parts):
        return expressions[0]
    return _Text(parts)


def _fill(node: Any, scope: Scope, pointer: str) -> Any:
    if isinstance(node, _Constant):
        return node.value
    if isinstance(node, _Object):
        return {key: _fill(item, scope, f"{pointer}/{escape(key)}") for key, item in node.items}
    if isinstance(node, _List):
        return [_fill(item, scope, f"{pointer}/{index}") for index, item in enumerate(node.items)]
    try:
        if isinstance(node, Expression):
            return node.value(scope)
        parts = cast("_Text", node).parts
        return "".join(part if isinstance(part, str) else as_text(part.value(scope)) for part in parts)
    except ExpressionError as error:
        raise TemplateError(pointer, str(error)) from error


def as_text(value: Any) -> str:
    """A value as it stands within a text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return orjson.dumps(value).decode()

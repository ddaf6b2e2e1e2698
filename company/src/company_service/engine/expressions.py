"""Expressions: CEL (https://cel.dev) over what a run has so far, with limits, and errors that a person can act on.

An expression sees `input`, `steps.<id>.output` (also `.status` and `.error`) and `run`; inside a loop also `item`,
`index`, `previous` and `loops.<id>`. Most are a plain path; those
are looked up here, without an evaluator. Everything else goes through `cel-expr-python`, which is typed, linear-time
and has no way out; it gets only the parts of the data that the source names, within the limits of this module.

Where nothing is to be had. A step that was not taken has the status `skipped` and no output, so a path into it is null
and a condition on it is not met. A path into a step that *did* run must exist: a misspelt field is an error that says
which fields there are.

Numbers. CEL refuses `2 * 1.5`; people who write a workflow do not. When whole and decimal numbers meet, the expression
is evaluated again with every number as a decimal.
"""

import base64
import math
import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import orjson
from cel_expr_python import cel
from cel_expr_python.ext import ext_math, ext_strings

from company_service.engine.explanations import KINDS, explain, place_in

MAX_SOURCE = 4096
MAX_ITEMS = 1000
MAX_INPUT = 256 * 1024
MAX_WORK = 32 * 1024 * 1024
"""How much text an expression may come to handle: its longest text, as often as its loops and joins may touch it."""
_MAX_ITERATIONS = 10_000
LOOP_NAMES = ("item", "index", "previous", "loops")
"""What expressions see besides, inside a loop."""
_NAMES = ("input", "steps", "run", *LOOP_NAMES)
_ANY = "|".join(_NAMES)
_ABSENT: Any = object()
_NOT_OVER: Mapping[str, None] = {"status": None, "output": None, "error": None}
"""What is known of a step that has not ended: a join of some of several branches may look at the others."""

_PATH = re.compile(rf"({_ANY})((?:\.[A-Za-z_]\w*|\[\d{{1,6}}\]|\['[^'\\]*'\]|\[\"[^\"\\]*\"\])*)")
_PART = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]|\['([^']*)'\]|\[\"([^\"]*)\"\]")
_TEXT = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_CHAIN = re.compile(rf"(?<![\w.])({_ANY})\b((?:\s*\.\s*[A-Za-z_]\w*)*)(\s*\()?")
_STEP = re.compile(r"(?<![\w.])steps\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*(?:'([^']*)'|\"([^\"]*)\")\s*\])")
_LOOP = re.compile(r"\.\s*(?:map|filter|all|exists|exists_one)\s*\(")
_BOUND = re.compile(r"\.\s*(?:map|filter|all|exists|exists_one)\s*\(\s*([A-Za-z_]\w*)\s*,")
_WHOLE = re.compile(r"(?<![\w.\[])(\d+)(?![\w.\]])")


class ExpressionError(Exception):
    """An expression that cannot be compiled or evaluated; the text says why, and what to do.

    `at` is the character of the source (from 0) at which it goes wrong, where that is known.
    """

    def __init__(self, message: str, at: int | None = None) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions of a run see. `steps` has `{"status", "output", "error"}` for each step that ended.

    Inside a loop: the `item` and `index` of this iteration, what the `previous` one gave, and by id all `loops` around.
    """

    input: Any
    steps: Mapping[str, Mapping[str, Any]]
    run: Mapping[str, Any]
    item: Any = _ABSENT
    index: Any = _ABSENT
    previous: Any = _ABSENT
    loops: Mapping[str, Any] = field(default_factory=dict[str, Any])


def _new_env() -> Any:
    kinds: dict[str, Any] = dict.fromkeys(_NAMES, cel.Type.DYN)
    return cel.NewEnv(variables=kinds, extensions=[ext_strings.ExtStrings(), ext_math.ExtMath()])


@lru_cache(maxsize=1)
def _env() -> Any:
    return _new_env()


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `steps` are the ids of the steps it names, `path` its parts when it is a plain path."""

    source: str
    steps: frozenset[str]
    path: tuple[str | int, ...] | None
    program: Any
    decimals: Any
    chains: tuple[tuple[str, ...], ...]
    loops: int
    joins: int
    of_loop: frozenset[str] = frozenset()
    """Which of `LOOP_NAMES` it needs."""

    def value(self, scope: Scope) -> Any:
        """The value, as JSON data. Raises `ExpressionError`."""
        if self.path is not None:
            return self._look_up(self.path, scope)
        for name in self.of_loop:
            if getattr(scope, name) is _ABSENT:
                raise ExpressionError(only_in_loops(name))
        data = self._data(scope)
        self._within_limits(data)
        result = self._run(self.program, data)
        if self.decimals is not None and _mixed(result):
            result = self._run(self.decimals, _as_decimals(data))
        if result.type() == cel.Type.ERROR:
            if self._names_a_skipped_step(scope):
                return None
            raise ExpressionError(explain(str(result.value()), _NAMES))
        return to_json(result.plain_value())

    def holds(self, scope: Scope) -> bool:
        """The value of a condition; nothing counts as no. Raises `ExpressionError` when it is not a yes or a no."""
        value = self.value(scope)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise ExpressionError(f"A condition must come out as yes or no; this is {kind_of(value)}: {short(value)}.")
        return value

    def _run(self, program: Any, data: dict[str, Any]) -> Any:
        try:
            return program.eval(data=data)
        except (RuntimeError, ValueError, TypeError, OverflowError) as error:
            raise ExpressionError(explain(str(error), _NAMES)) from error

    def _names_a_skipped_step(self, scope: Scope) -> bool:
        return any(_not_taken(scope, step) for step in self.steps)

    def _look_up(self, path: tuple[str | int, ...], scope: Scope) -> Any:
        value: Any = getattr(scope, cast("str", path[0]))
        if value is _ABSENT:
            raise ExpressionError(only_in_loops(str(path[0])))
        for index, part in enumerate(path[1:], 1):
            if isinstance(value, Mapping) and part in value:
                value = cast("Mapping[Any, Any]", value)[part]
            elif isinstance(value, list) and isinstance(part, int) and part < len(cast("list[Any]", value)):
                value = cast("list[Any]", value)[part]
            elif path[0] == "steps" and _not_taken(scope, str(path[1])):
                return None
            else:
                raise ExpressionError(_missing(path[:index], part, value))
        return value

    def _data(self, scope: Scope) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for chain in self.chains:
            value = getattr(scope, chain[0])
            if value is not _ABSENT:
                _take(data, chain, value)
        if not_over := {name: _NOT_OVER for name in self.steps if name not in scope.steps}:
            data["steps"] = {**not_over, **data.get("steps", {})}
        return data

    def _within_limits(self, data: Mapping[str, Any]) -> None:
        size, items, text = measure(data)
        if items > MAX_ITEMS:
            raise ExpressionError(
                f"An expression may look at lists of up to {MAX_ITEMS:,} items; this one has {items:,}. "
                "A Code step may look at longer ones."
            )
        if size > MAX_INPUT:
            raise ExpressionError(
                f"An expression may look at {MAX_INPUT // 1024} KB of data at most; this is more. "
                "A Code step may look at all of it."
            )
        rounds = min(_MAX_ITERATIONS, max(1, items) ** self.loops)
        if text * rounds * (1 + self.joins) > MAX_WORK:
            raise ExpressionError("This expression would build too much text. Take shorter texts, or fewer of them.")


@lru_cache(maxsize=8192)
def compiled(source: str) -> Expression:
    """Compile an expression. Raises `ExpressionError`."""
    source = source.strip()
    if not source:
        raise ExpressionError("There is no expression here.")
    if len(source.encode()) > MAX_SOURCE:
        raise ExpressionError(f"An expression may be {MAX_SOURCE // 1024} KB long at most.")
    whole = _PATH.fullmatch(source)
    bare = _TEXT.sub("''", source)
    chains = tuple(sorted({_chain(found) for found in _CHAIN.finditer(bare)}))
    named = {chain[0] for chain in chains} - {str(found) for found in _BOUND.findall(bare)}
    return Expression(
        source=source,
        steps=frozenset(next(name for name in found if name) for found in _STEP.findall(source) if any(found)),
        path=(whole[1], *_parts(whole[2])) if whole else None,
        program=None if whole else _program(source),
        decimals=None if whole else _decimal_program(source),
        chains=chains,
        loops=len(_LOOP.findall(bare)),
        joins=bare.count("+") + bare.count("join") + bare.count("replace"),
        of_loop=frozenset(named.intersection(LOOP_NAMES)),
    )


def _parts(text: str) -> list[str | int]:
    return [int(number) if number else name or single or double for name, number, single, double in _PART.findall(text)]


def _chain(found: re.Match[str]) -> tuple[str, ...]:
    parts = [part.strip() for part in found[2].split(".") if part.strip()]
    if found[3] and parts:
        parts.pop()  # the last one is a function, as in `input.lines.map(…)`
    return (found[1], *parts)


def _program(source: str) -> Any:
    try:
        return _env().compile(source)
    except RuntimeError as error:
        mixed = "no matching overload" in str(error) and "double" in str(error)
        decimals = _decimal_program(source) if mixed else None
        if decimals is None:
            raise ExpressionError(explain(str(error), _NAMES), place_in(source, str(error))) from error
        return decimals


def _decimal_program(source: str) -> Any:
    """The same with every whole number written as a decimal, or None when that makes no sense."""
    pieces: list[str] = []
    end = 0
    for text in _TEXT.finditer(source):
        pieces += [_WHOLE.sub(r"\1.0", source[end : text.start()]), text[0]]
        end = text.end()
    pieces.append(_WHOLE.sub(r"\1.0", source[end:]))
    try:
        return _env().compile("".join(pieces))
    except RuntimeError:
        return None


def _mixed(result: Any) -> bool:
    if result.type() != cel.Type.ERROR:
        return False
    text = str(result.value())
    return "No matching overloads" in text and "double" in text and "int64" in text


def _as_decimals(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, Mapping):
        return {key: _as_decimals(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_as_decimals(item) for item in cast("list[Any]", value)]
    return value


def _take(into: dict[str, Any], chain: tuple[str, ...], value: Any) -> None:
    """Copy what `chain` leads to, and nothing beside it."""
    for index, part in enumerate(chain):
        rest = chain[index + 1 :]
        if not rest or not isinstance(value, Mapping):
            into[part] = dict(cast("Any", value)) if isinstance(value, ChainMap) else value
            return
        taken = into.setdefault(part, {})
        source = cast("Mapping[str, Any]", value)
        if taken is source or rest[0] not in source:
            return
        into, value = taken, source[rest[0]]


def measure(value: Any) -> tuple[int, int, int]:
    """Size in bytes (about), items of the longest list, characters of the longest text."""
    size = items = text = 0
    stack = [value]
    while stack and size <= MAX_INPUT:
        each = stack.pop()
        size += 8
        if isinstance(each, str):
            size += len(each)
            text = max(text, len(each))
        elif isinstance(each, Mapping):
            stack.extend(cast("Mapping[str, Any]", each).values())
            size += sum(len(key) for key in cast("Mapping[str, Any]", each))
        elif isinstance(each, list):
            many = cast("list[Any]", each)
            items = max(items, len(many))
            if items > MAX_ITEMS:
                break
            stack.extend(many)
    return size, items, text


def to_json(value: Any) -> Any:
    """A value of CEL as JSON data: times as ISO 8601, lengths of time as seconds, bytes as base64."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ExpressionError("This comes out as no number (a division by zero?).")
        return value
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list):
        return [to_json(item) for item in cast("list[Any]", value)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    return str(value)


def _not_taken(scope: Scope, step: str) -> bool:
    state = scope.steps.get(step)
    return state is None or state["status"] != "succeeded"


def only_in_loops(name: str) -> str:
    """What to say when one of `LOOP_NAMES` is used where there is none."""
    where = {"item": "a for_each loop", "previous": "a repeat loop"}.get(name, "a loop")
    return f"There is no {name!r} here: it is known only inside {where}."


def _missing(so_far: Sequence[str | int], part: str | int, value: Any) -> str:
    where = ".".join(str(piece) for piece in so_far)
    if isinstance(value, Mapping):
        names = ", ".join(sorted(str(key) for key in cast("Mapping[str, Any]", value))[:12])
        return f"{where} has no {part!r}. It has: {names or 'nothing'}."
    if isinstance(value, list):
        return f"{where} is a list of {len(cast('list[Any]', value))} items; it has no {part!r}."
    return f"{where} is {kind_of(value)}; it has no {part!r}."


def kind_of(value: Any) -> str:
    """What sort of value this is, in a person's words."""
    if isinstance(value, list):
        return "a list"
    name = type(value).__name__
    return KINDS.get(
        {"int": "int64", "float": "double", "str": "string", "NoneType": "null_type"}.get(name, name), "an object"
    )


def short(value: Any) -> str:
    """A value, cut to what fits in a message."""
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= 60 else text[:57] + "…"

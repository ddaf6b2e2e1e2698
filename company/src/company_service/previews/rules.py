"""Which answer of a step counts, what of an expression can be known, and what it comes to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from company_service.engine.expressions import LOOP_NAMES, Expression, ExpressionError, Scope, compiled, kind_of
from company_service.engine.graph import MAX_DEPTH, depth
from company_service.engine.plan import FOR_EACH, REPEAT, id_of
from company_service.engine.templates import OPEN, TemplateError, as_text, compile_template, split
from company_service.engine.values import list_of, object_of
from company_service.previews.schemas import EvaluateBody, Evaluation, ScopeData
from kernel.problems import FieldError, InvalidRequest

MAX_DATA = 256 * 1024
MAX_SHOWN = 32 * 1024
_BEGINNING = 2_000
Answer = Mapping[str, Any]


def check_data(data: ScopeData | None) -> None:
    """Raises `InvalidRequest` when this is more than an expression may look at."""
    given = data.model_dump() if data else {}
    if depth(given) > MAX_DEPTH:
        raise InvalidRequest(errors=[FieldError("/data", f"This is nested more than {MAX_DEPTH} levels deep.")])
    if (size := len(orjson.dumps(given))) > MAX_DATA:
        message = f"This is {size // 1024:,} KB; an expression may look at {MAX_DATA // 1024} KB."
        raise InvalidRequest(errors=[FieldError("/data", message)])


def newest_of_each(rows: Iterable[Answer]) -> list[Answer]:
    """Of answers, the newest first, what counts: of each step the newest, and if that failed the newest success."""
    found: dict[tuple[str, bool], Answer] = {}
    for row in rows:
        step, good = id_of(row["step"]), row["status"] == "succeeded"
        if (step, True) not in found and (good or (step, False) not in found):
            found[step, good] = row
    return list(found.values())


def best_of_each(rows: Iterable[Answer]) -> dict[str, Answer]:
    """Of answers, the newest first, those that expressions look at: the newest success, else the newest failure."""
    failures_first = sorted(newest_of_each(rows), key=lambda row: row["status"] == "succeeded")
    return {id_of(row["step"]): row for row in failures_first}


@dataclass(frozen=True, slots=True)
class Source:
    """A setting that can be worked out: its expressions, each with the character of the text at which it begins."""

    text: str
    bare: bool
    found: tuple[tuple[int, Expression], ...]

    @property
    def steps(self) -> frozenset[str]:
        """The ids of the steps it names."""
        return frozenset[str]().union(*(each.steps for _, each in self.found))

    @property
    def of_loop(self) -> frozenset[str]:
        """Which of `LOOP_NAMES` it names."""
        return frozenset[str]().union(*(each.of_loop for _, each in self.found)).intersection(LOOP_NAMES)

    @property
    def sees_input(self) -> bool:
        """Whether it names the workflow's input."""
        return any(chain[0] == "input" for _, each in self.found for chain in each.chains)


def read_source(body: EvaluateBody) -> Source | Evaluation:
    """The setting made ready, or what is wrong with it."""
    text = body.template if body.expression is None else body.expression
    bare = body.expression is not None
    found: list[tuple[int, Expression]] = []
    try:
        for start, piece in [(0, text or "")] if bare else _sources(text or ""):
            at = start + len(piece) - len(piece.lstrip())
            try:
                found.append((at, compiled(piece)))
            except ExpressionError as error:
                return _wrong(str(error), at + (error.at or 0))
    except ExpressionError as error:
        return _wrong(str(error), error.at)
    return Source(text or "", bare, tuple(found))


def _sources(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for piece, is_source in split(text):
        if is_source:
            yield at + len(OPEN), piece
        at += len(piece) + (2 * len(OPEN) if is_source else 0)


def loops_around(graph: Mapping[str, Any], step_id: str) -> list[tuple[str, str]]:
    """The loops that a step of a draft stands in, the innermost first: id and type."""
    steps = {str(each.get("id")): each for each in map(object_of, list_of(graph.get("steps")))}
    found: list[tuple[str, str]] = []
    seen = {step_id}
    around: Any = object_of(steps.get(step_id)).get("in")
    while isinstance(around, str) and around in steps and around not in seen:
        seen.add(around)
        if (kind := steps[around].get("type")) in {FOR_EACH, REPEAT}:
            found.append((around, str(kind)))
        around = steps[around].get("in")
    return found


def first_round(loops: Sequence[tuple[str, str]], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the first round of these loops has, by the name expressions use; of a list that is not known nothing."""
    names: dict[str, Any] = {}
    of_loops: dict[str, Any] = {}
    for loop_id, kind in loops:
        known: dict[str, Any] = {"previous": None, "index": 0}
        if kind == FOR_EACH:
            items = list_of(object_of(inputs.get(loop_id)).get("items"))
            known = {"item": items[0], "index": 0} if items else {"index": 0}
        of_loops[loop_id] = known
        for name, value in known.items():
            names.setdefault(name, value)
    return {**names, "loops": of_loops} if loops else {}


def not_known(source: Source, steps: Iterable[str], names: Iterable[str], *, has_input: bool) -> list[str]:
    """What the setting names and nothing is known of."""
    missing = sorted(source.steps - set(steps))
    if source.sees_input and not has_input:
        missing.insert(0, "input")
    return missing + sorted(source.of_loop - set(names))


def worked_out(source: Source, scope: Scope) -> Evaluation:
    """What the setting comes to."""
    try:
        value = source.found[0][1].value(scope) if source.bare else compile_template(source.text).fill(scope)
    except (ExpressionError, TemplateError) as error:
        return _wrong(str(error), _where(source, scope))
    written = orjson.dumps(value, default=str)
    cut = len(written) > MAX_SHOWN
    shown = as_text(value)[:_BEGINNING] if cut else value
    return Evaluation(
        status="value", value=shown, kind=kind_of(value), cut=cut, message="", position=None, missing=[]
    )  # fmt: skip


def _where(source: Source, scope: Scope) -> int | None:
    for at, expression in source.found:
        try:
            expression.value(scope)
        except ExpressionError:
            return at
    return None


def _wrong(message: str, at: int | None) -> Evaluation:
    return Evaluation(status="error", value=None, kind="", cut=False, message=message, position=at, missing=[])


def nothing_known(missing: list[str]) -> Evaluation:
    """That some of what the setting names has never been seen."""
    return Evaluation(status="no_data", value=None, kind="", cut=False, message="", position=None, missing=missing)

"""What is wrong with a workflow before it runs: each finding names the step, the field, and the place in the graph."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from company_service.engine.agents import AGENT, INNERMOST
from company_service.engine.expressions import Expression, ExpressionError, compiled, only_in_loops
from company_service.engine.graph import Edge, Graph, InvalidGraph, Step, read_graph
from company_service.engine.iterations import MAX_ITERATIONS
from company_service.engine.plan import (
    CONTAINERS,
    EACH_TIME,
    FOR_EACH,
    REPEAT,
    TRY,
    UNDO,
    find_cycle,
    in_order,
    nested_in_themselves,
)
from company_service.engine.schemas import schema_problem, violations
from company_service.engine.steps import ERROR, SUCCESS, StepType
from company_service.engine.tables import STEP_KEY
from company_service.engine.templates import compile_each, is_template
from company_service.engine.values import list_of, object_of

MAX_FINDINGS = 200
MAX_NESTING = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (`error`) or looks wrong (`warning`). `pointer` is a JSON Pointer into the graph."""

    severity: Literal["error", "warning"]
    step: str | None
    field: str | None
    pointer: str
    message: str


StepTypes = Mapping[str, StepType]


def check_graph(data: Any, types: StepTypes) -> list[Finding]:
    """Everything that is wrong with a graph, in the order of its parts; no errors means that it can run."""
    try:
        graph = read_graph(data)
    except InvalidGraph as problem:
        return [_malformed(data, error.pointer, error.message) for error in problem.errors] or [
            Finding("error", None, None, "", problem.detail)
        ]
    return list(_first(MAX_FINDINGS, _Checker(graph, types).findings()))


def _first(count: int, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding, _ in zip(findings, range(count), strict=False):
        yield finding


def _malformed(data: Any, pointer: str, message: str) -> Finding:
    parts = pointer.split("/")[1:]
    step: str | None = None
    if len(parts) > 1 and parts[0] == "steps" and parts[1].isdigit():
        found = object_of(data["steps"][int(parts[1])])
        step = str(found["id"]) if "id" in found else None
    return Finding("error", step, parts[-1] if parts else None, pointer, message)


def ports_of(step: Step, kind: StepType) -> list[str]:
    """The ports a step can be left by, `error` apart."""
    ports = [port.name for port in kind.info.ports]
    dynamic = kind.info.dynamic_ports
    if dynamic:
        renamed = list(_at(step.settings, dynamic.renamed_by)) if dynamic.renamed_by else []
        ports += [*_at(step.settings, dynamic.source), *(renamed or dynamic.plus)]
    return ports


def _at(settings: Any, path: str) -> Iterator[str]:
    """The texts that a path such as `with.cases[].port` leads to."""
    values: list[Any] = [settings]
    for part in path.removeprefix("with.").split("."):
        values = [object_of(each).get(part.removesuffix("[]")) for each in values]
        if part.endswith("[]"):
            values = [item for each in values for item in list_of(each)]
    yield from (each for each in values if isinstance(each, str))


class _Checker:
    def __init__(self, graph: Graph, types: StepTypes) -> None:
        self.graph = graph
        self.types = types
        self.place: dict[str, int] = {}
        for index, step in enumerate(graph.steps):
            self.place.setdefault(step.id, index)
        self.steps = {step.id: step for step in graph.steps}
        self.before = self._ancestors()
        self.circling = set(nested_in_themselves(graph))

    def _ancestors(self) -> dict[str, int]:
        """For each step the set of those before it, as bits by place."""
        edges = [(edge.source, edge.target) for edge in self.graph.edges]
        into: dict[str, list[str]] = {}
        for source, target in edges:
            into.setdefault(target, []).append(source)
        before: dict[str, int] = {}
        for step in in_order(self.place, edges):
            bits = 0
            for source in into.get(step, ()):
                if source in before:
                    bits |= before[source] | 1 << self.place[source]
            before[step] = bits
        return before

    def around(self, step: Step) -> list[Step]:
        """The containers a step stands in, the innermost first."""
        found: list[Step] = []
        while step.inside in self.steps and step.id not in self.circling:
            step = self.steps[step.inside]
            found.append(step)
        return found

    def visible(self, step: Step) -> int:
        """The steps that are over when this one starts, as bits by place: those before it, and before what it is in."""
        bits = self.before.get(step.id, 0)
        for each in self.around(step):
            bits |= self.before.get(each.id, 0)
        return bits

    def within(self, step: Step) -> int:
        """The steps that stand in this container itself, as bits by place."""
        return sum(1 << self.place[each.id] for each in self.steps.values() if each.inside == step.id)

    def findings(self) -> Iterator[Finding]:
        if not self.graph.steps:
            yield Finding("error", None, None, "/steps", "This workflow has no steps yet. Add the first one.")
        if wrong := schema_problem(self.graph.input):
            yield Finding("error", None, "input", "/input", wrong)
        for index, step in enumerate(self.graph.steps):
            yield from self._step(index, step)
            yield from self._place(f"/steps/{index}", step)
        for index, edge in enumerate(self.graph.edges):
            yield from self._edge(index, edge)
        yield from self._cycle()
        yield from self._expressions(None, "/output", self.graph.output)

    def _step(self, index: int, step: Step) -> Iterator[Finding]:
        at = f"/steps/{index}"
        if self.place[step.id] != index:
            yield Finding("error", step.id, "id", f"{at}/id", f"Another step has the id {step.id!r} already.")
        kind = self.types.get(step.type)
        if kind is None or kind.info.hidden:
            yield Finding("error", step.id, "type", f"{at}/type", f"There is no kind of step called {step.type!r}.")
        elif not step.disabled:
            yield from self._settings(step, kind, f"{at}/with")
        yield from self._expressions(step, f"{at}/with", step.settings)
        yield from self._expressions(step, f"{at}/default", step.default)
        yield from self._undo(step, at)
        yield from self._join(step, at)

    def _undo(self, step: Step, at: str) -> Iterator[Finding]:
        if step.undo is None:
            return
        kind = self.types.get(step.undo.type)
        if kind is None:
            message = f"{step.title}: There is no kind of step called {step.undo.type!r}."
            yield Finding("error", step.id, "undo", f"{at}/undo/type", message)
        elif kind.info.container or kind.info.type in {"stop", "fail"}:
            message = f"{step.title} cannot be undone by {kind.info.name!r}. An undo is one step that does something."
            yield Finding("error", step.id, "undo", f"{at}/undo/type", message)
        else:
            undo = step.model_copy(update={"settings": step.undo.settings})
            for found in self._settings(undo, kind, f"{at}/undo/with"):
                yield replace(found, field="undo")
        for found in self._expressions(step, f"{at}/undo/with", step.undo.settings):
            yield replace(found, field="undo")

    def _place(self, at: str, step: Step) -> Iterator[Finding]:
        """Where a step stands: containers around it, steps in it, and what a container cannot have."""
        yield from self._surroundings(at, step)
        kind = self.types.get(step.type)
        if kind is None or not kind.info.container:
            return
        if not any(each.inside == step.id for each in self.graph.steps):
            message = f"{step.title} has no steps inside. Put the steps into it that it is to do."
            yield Finding("error", step.id, None, at, message)
        for field in ("retry", "timeout", "effect", "undo"):
            if getattr(step, field) is not None:
                message = f"{step.title}: {field!r} belongs to the steps inside, not to what they stand in."
                yield Finding("error", step.id, field, f"{at}/{field}", message)

    def _surroundings(self, at: str, step: Step) -> Iterator[Finding]:
        if step.inside is None and step.type != AGENT:
            return
        around = self.steps.get(step.inside or "")
        kind = self.types.get(around.type) if around else None
        message = None
        if around is None and step.inside is not None:
            message = f"{step.title} is said to be in {step.inside!r}, and there is no such step."
        elif around and kind and not kind.info.container:
            message = f"{step.title} is said to be in {around.title}, which takes no steps inside."
        elif around and step.id in self.circling:
            message = f"{step.title} stands in itself, by way of {around.title}."
        elif len(self.around(step)) > MAX_NESTING:
            message = f"{step.title} is nested too deeply: {MAX_NESTING} loops within each other are possible."
        elif key_length(step, self.around(step)) > STEP_KEY:
            message = f"{step.title}: its id and those of the loops around it are too long together. Give shorter ids."
        if message:
            yield Finding("error", step.id, "in", f"{at}/in", message)

    def _join(self, step: Step, at: str) -> Iterator[Finding]:
        incoming = sum(edge.target == step.id for edge in self.graph.edges) if isinstance(step.join, int) else 0
        if isinstance(step.join, int) and step.join > incoming:
            message = f"{step.title} waits for {step.join} branches, and {incoming} lead to it."
            yield Finding("error", step.id, "join", f"{at}/join", message)

    def _settings(self, step: Step, kind: StepType, at: str) -> Iterator[Finding]:
        for pointer, message, value in violations(kind.info.input_schema, step.settings):
            if not has_template(value):
                yield self._in_step(step, at, pointer, message)
        for pointer, message in kind.check(step.settings):
            yield self._in_step(step, at, pointer, message)
        for pointer, source in sources(kind.info.input_schema, step.settings):
            try:
                expression = compiled(source)
            except ExpressionError as error:
                yield self._in_step(step, at, pointer, str(error))
            else:
                yield from self._references(step, f"{at}{pointer}", expression)

    @staticmethod
    def _in_step(step: Step, at: str, pointer: str, message: str) -> Finding:
        field = pointer.split("/")[1] if pointer else None
        return Finding("error", step.id, field, f"{at}{pointer}", f"{step.title}: {message}")

    def _expressions(self, step: Step | None, at: str, value: Any) -> Iterator[Finding]:
        for pointer, outcome in compile_each(value):
            if isinstance(outcome, Expression):
                yield from self._references(step, f"{at}{pointer}", outcome)
            elif step:
                yield self._in_step(step, at, pointer, outcome.message)
            else:
                yield Finding("error", None, "output", f"{at}{pointer}", outcome.message)

    def _references(self, step: Step | None, pointer: str, expression: Expression) -> Iterator[Finding]:
        field = (pointer.split("/") + [""] * 5)[4] or None if step else "output"
        if step and not field:
            field = pointer.split("/")[3]
        step_id, prefix = (step.id, f"{step.title}: ") if step else (None, "")
        is_each_time = step is not None and step.type in CONTAINERS and field in EACH_TIME
        for name in sorted(expression.steps):
            if message := self._unseen(step, name, pointer, each_time=is_each_time):
                yield Finding("error", step_id, field, pointer, f"{prefix}{message}")
            elif self.steps[name].disabled and not (step and step.disabled):
                message = f"{prefix}{self.steps[name].title} is disabled, so it has no output: this comes to nothing."
                yield Finding("warning", step_id, field, pointer, message)
        known = set(self._loop_names(step, each_time=is_each_time))
        for name in sorted(expression.of_loop - known):
            yield Finding("error", step_id, field, pointer, f"{prefix}{only_in_loops(name)}")
        for chain in expression.chains:
            if chain[0] == "loops" and chain[1:] and "loops" in known and chain[1] not in self._loops_around(step):
                message = f"{prefix}There is no loop {chain[1]!r} around this."
                yield Finding("error", step_id, field, pointer, message)
        properties = object_of(self.graph.input.get("properties"))
        if not properties or self.graph.input.get("additionalProperties"):
            return
        named = {chain[1] for chain in expression.chains if chain[0] == "input" and len(chain) > 1}
        for name in sorted(named - set(properties)):
            yield Finding("warning", step_id, field, pointer, f"{prefix}The workflow's input has no {name!r}.")

    def _unseen(self, step: Step | None, name: str, pointer: str, *, each_time: bool) -> str | None:
        """Why an expression cannot look at the step of this name; None when it can."""
        if name not in self.steps:
            return f"There is no step {name!r}. Steps are named by their id."
        named = self.steps[name]
        inner = {each.id for each in self.around(step)} if step else set[str]()
        if step and each_time:
            inner.add(step.id)
        outside = next((each for each in self.around(named)[::-1] if each.id not in inner), None)
        if outside:
            gives = {FOR_EACH: ".items", REPEAT: ".last"}.get(outside.type, "")
            where = "inside" if outside.type == TRY else "once a round inside"
            return f"{name!r} runs {where} {outside.title}. Use steps.{outside.id}.output{gives} instead."
        if step is None:
            return None
        is_own = name == step.id and pointer.split("/")[3:4] == ["undo"]
        bits = self.visible(step) | (self.within(step) if each_time else 0)
        if is_own or bits >> self.place[name] & 1:
            return None
        return f"{name!r} does not come before this step, so it has no output yet."

    def _loops_around(self, step: Step | None) -> list[str]:
        return [each.id for each in [step, *self.around(step)] if each.type in {FOR_EACH, REPEAT}] if step else []

    def _loop_names(self, step: Step | None, *, each_time: bool) -> Iterator[str]:
        around = self.around(step) if step else []
        for each in [step, *around] if step and each_time else around:
            if each.type in {FOR_EACH, REPEAT}:
                yield from ("item" if each.type == FOR_EACH else "previous", "index", "loops")

    def _edge(self, index: int, edge: Edge) -> Iterator[Finding]:
        at = f"/edges/{index}"
        for field, name in (("from", edge.source), ("to", edge.target)):
            if name not in self.place:
                yield Finding("error", None, field, f"{at}/{field}", f"An edge leads to {name!r}, which is no step.")
        source = self.steps.get(edge.source)
        target = self.steps.get(edge.target)
        if source and target and source.inside != target.inside:
            message = (
                f"An edge leads from {source.title} to {target.title}, into or out of a loop. Join steps that stand "
                "in the same one, or join the loop itself."
            )
            yield Finding("error", source.id, "to", f"{at}/to", message)
        kind = self.types.get(source.type) if source else None
        if source is None or kind is None or edge.port == ERROR:
            return
        ports = ports_of(source, kind)
        if edge.port not in {*ports, SUCCESS} or (edge.port == SUCCESS and not ports):
            message = f"{source.title} has no way out called {edge.port!r}; it has: {', '.join([*ports, ERROR])}."
            yield Finding("error", source.id, "port", f"{at}/port", message)
        elif source.disabled and edge.port != SUCCESS:
            message = f"{source.title} is disabled: its way out {edge.port!r} is never taken."
            yield Finding("warning", source.id, "port", f"{at}/port", message)

    def _cycle(self) -> Iterator[Finding]:
        if circle := find_cycle(self.graph):
            titles = {step.id: step.title for step in self.graph.steps}
            way = " → ".join(titles.get(each, each) for each in [*circle, circle[0]])
            at = f"/steps/{self.place.get(circle[0], 0)}"
            yield Finding(
                "error", circle[0], None, at, f"These steps lead back to themselves: {way}. They could never start."
            )
            for step in self.graph.steps:
                if step.id not in self.before and step.id not in circle:
                    message = f"{step.title} can never be reached: a circle of steps comes before it."
                    yield Finding("error", step.id, None, f"/steps/{self.place[step.id]}", message)
        elif len(outermost := [step for step in self.graph.steps if step.inside is None]) > 1:
            joined = {edge.source for edge in self.graph.edges} | {edge.target for edge in self.graph.edges}
            for step in outermost:
                if step.id not in joined:
                    message = f"{step.title} is not connected to anything: it runs at once when the workflow starts."
                    yield Finding("warning", step.id, None, f"/steps/{self.place[step.id]}", message)


def key_length(step: Step, around: list[Step]) -> int:
    """The longest that a step's key may become: its id and those of the loops around it, with their numbers."""
    own = INNERMOST.format(step.id) if step.type == AGENT else f"{step.id}{UNDO}"
    return len(own) + sum(len(f"{each.id}[{MAX_ITERATIONS}]/") for each in around)


def has_template(value: Any) -> bool:
    """Whether an expression stands in this value: then only the run can tell whether it fits."""
    return any(True for _ in compile_each(value)) if isinstance(value, dict | list) else is_template(value)


def sources(schema: Any, value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """The bare expressions in a value: those under a schema with `"x-expression": true`."""
    described = object_of(schema)
    if described.get("x-expression") and isinstance(value, str):
        yield pointer, value
    for index, item in enumerate(list_of(value)):
        yield from sources(described.get("items"), item, f"{pointer}/{index}")
    properties = object_of(described.get("properties"))
    for name, item in object_of(value).items():
        yield from sources(properties.get(name), item, f"{pointer}/{name}")

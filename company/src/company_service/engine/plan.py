"""A graph made ready to run: who follows whom, with every expression compiled. Immutable; shared by all its runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from company_service.engine.agents import AGENT, inner_steps
from company_service.engine.graph import Edge, Graph, InvalidGraph, Step, seconds
from company_service.engine.steps import ERROR
from company_service.engine.templates import Template, TemplateError, compile_template
from kernel.problems import FieldError

FOR_EACH, REPEAT, TRY = "for_each", "repeat", "try"
CONTAINERS = frozenset({FOR_EACH, REPEAT, TRY, AGENT})
EACH_TIME = ("output", "until")
"""Settings of a container that are worked out at the end of each iteration, with what it has, not when it starts."""
UNDO = "~undo"
"""What the key of a step's undo ends with."""


@dataclass(frozen=True, slots=True)
class Way:
    """An edge as seen from its source."""

    port: str
    target: str


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its surroundings. `needed` is how many incoming edges must be taken (0: each of them that can be)."""

    step: Step
    settings: Template
    ways: tuple[Way, ...]
    incoming: int
    needed: int
    handles_errors: bool
    timeout: float | None
    default: Template | None = None
    output: Template | None = None
    """Of a container: what an iteration gives."""
    until: str | None = None
    """Of a `repeat`: the condition that ends it."""


@dataclass(frozen=True, slots=True)
class Body:
    """The steps that run together: those of the workflow itself, or those of a container."""

    steps: tuple[PlannedStep, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A graph made ready to run. `bodies` are by container; `steps` has undos as well."""

    graph: Graph
    steps: Mapping[str, PlannedStep]
    top: Body
    bodies: Mapping[str, Body]
    output: Template | None
    timeout: timedelta | None

    def at(self, key: str) -> PlannedStep:
        """The step with this key, in whichever iteration."""
        return self.steps.get(key) or self.steps[id_of(key)]


def id_of(key: str) -> str:
    """The id in a step's key: `send` of `each[2]/send`."""
    return key.rpartition("/")[2]


def place_of(key: str) -> tuple[str | None, int | None]:
    """The container that a step's key says it stands in, and which iteration of it: `each` and 2 of `each[2]/send`."""
    around = key.rpartition("/")[0]
    if not around:
        return None, None
    container, _, index = around.rpartition("[")
    return container, int(index[:-1])


def make_plan(graph: Graph) -> Plan:
    """Raises `InvalidGraph` when the graph cannot run at all (validation says more, and says it better)."""
    known = {step.id: step for step in graph.steps}
    if len(known) < len(graph.steps) or any({edge.source, edge.target} - known.keys() for edge in graph.edges):
        raise InvalidGraph("Two steps have the same id, or an edge leads to a step that is not there.")
    if any(known[edge.source].inside != known[edge.target].inside for edge in graph.edges):
        raise InvalidGraph("An edge leads into or out of a loop.")
    if find_cycle(graph) or nested_in_themselves(graph):
        raise InvalidGraph("The steps form a circle.")
    steps, edges = _with_agents(graph)
    ways: dict[str, list[Way]] = {step.id: [] for step in steps}
    incoming = dict.fromkeys(ways, 0)
    for edge in edges:
        ways[edge.source].append(Way(edge.port, edge.target))
        incoming[edge.target] += 1
    planned = {
        step.id: _planned(step, f"/steps/{index}", ways[step.id], incoming[step.id]) for index, step in enumerate(steps)
    }
    containers = [step.id for step in steps if step.type in CONTAINERS]
    if any(step.inside and step.inside not in containers for step in graph.steps):
        raise InvalidGraph("A step stands in something that is no loop.")
    bodies = {each: _body([one for one in planned.values() if one.step.inside == each]) for each in containers}
    return Plan(
        graph=graph.model_copy(update={"notes": [], "groups": []}),
        steps=planned | dict(_undos(graph)),
        top=_body([each for each in planned.values() if not each.step.inside]),
        bodies=bodies,
        output=_template(graph.output, "/output") if graph.output is not None else None,
        timeout=timedelta(seconds=seconds(graph.timeout)) if graph.timeout else None,
    )


def _with_agents(graph: Graph) -> tuple[list[Step], list[Edge]]:
    """All steps and edges, with those that agents consist of behind those that somebody drew."""
    steps, made, edges = list(graph.steps), list[Step](), list(graph.edges)
    for index, step in enumerate(steps):
        if step.type == AGENT:
            steps[index], inner, joined = inner_steps(step)
            made += inner
            edges += joined
    return [*steps, *made], edges


def _body(steps: list[PlannedStep]) -> Body:
    return Body(
        steps=tuple(steps),
        first=tuple(each.step.id for each in steps if not each.incoming),
        last=tuple(each.step.id for each in steps if not each.ways),
    )


def _planned(step: Step, at: str, ways: list[Way], incoming: int) -> PlannedStep:
    is_container = step.type in CONTAINERS
    settings = {name: each for name, each in step.settings.items() if not (is_container and name in EACH_TIME)}
    output = step.settings.get("output") if is_container else None
    until = step.settings.get("until") if is_container else None
    return PlannedStep(
        step=step,
        settings=_template(settings, f"{at}/with"),
        ways=tuple(ways),
        incoming=incoming,
        needed=0 if step.join == "all" else 1 if step.join == "any" else step.join,
        handles_errors=any(way.port == ERROR for way in ways),
        timeout=seconds(step.timeout) if step.timeout else None,
        default=_template(step.default, f"{at}/default") if step.has_default else None,
        output=_template(output, f"{at}/with/output") if output is not None else None,
        until=until if isinstance(until, str) else None,
    )


def _undos(graph: Graph) -> Iterable[tuple[str, PlannedStep]]:
    for index, step in enumerate(graph.steps):
        if step.undo:
            # Not a step that anybody could write: `~` is no sign of an id, so that it cannot be named.
            undo = Step.model_construct(
                id=f"{step.id}{UNDO}", type=step.undo.type, name=f"Undo {step.title}", settings=step.undo.settings,
                retry=step.undo.retry, timeout=step.undo.timeout, effect=step.undo.effect,
            )  # fmt: skip
            yield undo.id, _planned(undo, f"/steps/{index}/undo", [], 0)


def _template(value: Any, pointer: str) -> Template:
    try:
        return compile_template(value)
    except TemplateError as error:
        where = f"{pointer}{error.pointer}"
        raise InvalidGraph(error.message, errors=[FieldError(where, error.message)]) from error


def in_order(ids: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[str]:
    """The ids so that every edge leads forward; those on or behind a circle are left out (Kahn, 1962)."""
    followers: dict[str, list[str]] = {each: [] for each in ids}
    left = dict.fromkeys(followers, 0)
    for source, target in edges:
        if source in followers and target in followers:
            followers[source].append(target)
            left[target] += 1
    ready = [each for each, count in left.items() if not count]
    for each in ready:
        for target in followers[each]:
            left[target] -= 1
            if not left[target]:
                ready.append(target)
    return ready


def nested_in_themselves(graph: Graph) -> list[str]:
    """The ids of containers that stand in each other, in a circle."""
    around = {step.id: step.inside for step in graph.steps}
    sound = set(in_order(around, ((outer, inner) for inner, outer in around.items() if outer)))
    return [each for each in around if each not in sound]


def find_cycle(graph: Graph) -> list[str]:
    """The ids of the steps of one circle, in order; empty when there is none."""
    ids = [step.id for step in graph.steps]
    stuck = set(ids) - set(in_order(ids, ((edge.source, edge.target) for edge in graph.edges)))
    before: dict[str, str] = {}
    for edge in graph.edges:
        if edge.source in stuck and edge.target in stuck:
            before.setdefault(edge.target, edge.source)
    if not before:
        return []
    seen: list[str] = []
    at = next(iter(before))
    while at not in seen:  # every stuck step has a stuck one before it, so walking back must meet itself
        seen.append(at)
        at = before[at]
    return list(reversed(seen[seen.index(at) :]))

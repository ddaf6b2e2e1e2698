"""What a draft may be, and what of its findings stands in the way of publishing it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from company_service.engine.annotations import check_annotations
from company_service.engine.graph import MAX_BYTES, MAX_DEPTH, depth
from company_service.engine.steps import StepType
from company_service.engine.templates import escape
from company_service.engine.validation import Finding, check_graph
from company_service.engine.values import list_of, object_of
from company_service.workflows.problems import StepNotThere, WorkflowNotReady
from company_service.workflows.schemas import ChangeCounts, FieldChange, GraphDiff, GraphFinding, StepChange
from kernel.problems import FieldError, InvalidRequest


def check_draft(graph: Mapping[str, Any]) -> None:
    """A draft may be unfinished, but not endless. Raises `InvalidRequest`."""
    if depth(graph) > MAX_DEPTH:
        raise InvalidRequest(errors=[FieldError("/graph", f"This is nested more than {MAX_DEPTH} levels deep.")])
    size = len(orjson.dumps(graph))
    if size > MAX_BYTES:
        message = f"This is {size // 1024:,} KB; a workflow may have {MAX_BYTES // 1024:,} KB."
        raise InvalidRequest(errors=[FieldError("/graph", message)])
    errors = [FieldError(f"/graph{each.pointer}", each.message) for each in check_annotations(graph)]
    if errors:
        raise InvalidRequest(errors[0].message, errors=errors)


def findings(graph: Any, types: Mapping[str, StepType]) -> list[GraphFinding]:
    """Everything that is wrong, or looks wrong, with a graph."""
    return [_shown(each) for each in check_graph(graph, types)]


def _shown(finding: Finding) -> GraphFinding:
    return GraphFinding(
        severity=finding.severity,
        step=finding.step,
        field=finding.field,
        pointer=finding.pointer,
        message=finding.message,
    )


def check_ready(found: Sequence[GraphFinding], problem: type[InvalidRequest] = WorkflowNotReady) -> None:
    """Raises the problem when a graph has errors."""
    errors = [FieldError(f"/graph{each.pointer}", each.message) for each in found if each.severity == "error"]
    if errors:
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        raise problem(f"Correct {count} first. {errors[0].message}", errors=errors)


def without_pins(graph: Mapping[str, Any]) -> dict[str, Any]:
    """A graph to publish, or a draft to compare with what was: every step is really done."""
    steps = [
        {name: each for name, each in object_of(step).items() if name != "pinned"} if isinstance(step, dict) else step
        for step in list_of(graph.get("steps"))
    ]
    return {**graph, "steps": steps}


def up_to(graph: Mapping[str, Any], step_id: str) -> dict[str, Any]:
    """As much of a graph as leads to a step, with it at the end. Raises `StepNotThere`.

    Of a loop around the step what leads to it inside; of a loop before it everything.
    """
    steps = _steps(graph)
    if step_id not in steps:
        raise StepNotThere(f"The draft has no step {step_id!r}. Choose one that is on the canvas.")
    edges = [dict(object_of(each)) for each in list_of(graph.get("edges"))]
    wanted = _inside(step_id, steps)
    path: list[str] = []
    around: Any = step_id
    while around in steps and around not in path:
        wanted |= _leading_to(around, steps, edges)
        path.append(around)
        around = steps[around].get("in")
    kept = [_once(step) if each in path[1:] else step for each, step in steps.items() if each in wanted]
    left = [edge for edge in edges if {edge.get("from"), edge.get("to")} <= wanted]
    return {**graph, "steps": kept, "edges": left, "output": None}


def _once(container: Mapping[str, Any]) -> dict[str, Any]:
    """A container that ends with what of it is kept: its own conditions may ask for steps that are not."""
    plain = {name: each for name, each in object_of(container.get("with")).items() if name != "output"}
    return {**container, "with": {**plain, "until": "true"} if "until" in plain else plain}


def _leading_to(step_id: str, steps: Mapping[str, Any], edges: Sequence[Mapping[str, Any]]) -> set[str]:
    """A step and those before it, with everything that stands in the latter."""
    found, left = {step_id}, [step_id]
    while left:
        at = left.pop()
        before = [str(edge.get("from")) for edge in edges if edge.get("to") == at]
        inside = [each for each, step in steps.items() if step.get("in") == at and at != step_id]
        for each in (*before, *inside):
            if each in steps and each not in found:
                found.add(each)
                left.append(each)
    return found


def _inside(step_id: str, steps: Mapping[str, Any]) -> set[str]:
    inner = {each for each, step in steps.items() if step.get("in") == step_id}
    return inner.union(*(_inside(each, steps) for each in inner))


def diff(old: Any, new: Any) -> GraphDiff:
    """What differs between two graphs. A draft may be unfinished: what is no step or edge is passed over."""
    before, after = _steps(old), _steps(new)
    both = [step_id for step_id in after if step_id in before]
    changed = [
        StepChange(id=step_id, name=_title(after[step_id]), changes=changes)
        for step_id in both
        if (changes := list(changes_in(before[step_id], after[step_id])))
    ]
    edges, new_edges = list_of(object_of(old).get("edges")), list_of(object_of(new).get("edges"))
    found = GraphDiff(
        added_steps=[step for step_id, step in after.items() if step_id not in before],
        removed_steps=[step for step_id, step in before.items() if step_id not in after],
        changed_steps=changed,
        added_edges=[edge for edge in new_edges if edge not in edges],
        removed_edges=[edge for edge in edges if edge not in new_edges],
        input=list(changes_in(object_of(old).get("input"), object_of(new).get("input"))),
        output=list(changes_in(object_of(old).get("output"), object_of(new).get("output"))),
        notes=list(changes_in(_marks(old, "notes"), _marks(new, "notes"))),
        groups=list(changes_in(_marks(old, "groups"), _marks(new, "groups"))),
        same=False,
    )
    found.same = not any(value for name, value in found if name != "same")
    return found


def counts(found: GraphDiff) -> ChangeCounts:
    """A difference in numbers."""
    return ChangeCounts(
        added_steps=len(found.added_steps),
        removed_steps=len(found.removed_steps),
        changed_steps=len(found.changed_steps),
        edges=len(found.added_edges) + len(found.removed_edges),
        settings=sum(1 for changes in (found.input, found.output) if changes),
        notes=len({change.pointer.split("/")[1] for change in (*found.notes, *found.groups)}),
    )


def counts_by_version(graphs: Mapping[int, Any]) -> dict[int, ChangeCounts]:
    """What changed with each version, in numbers, where the one before is at hand."""
    return {number: counts(diff(graphs[number - 1], graph)) for number, graph in graphs.items() if number - 1 in graphs}


def _steps(graph: Any) -> dict[str, dict[str, Any]]:
    steps = [dict(object_of(each)) for each in list_of(object_of(graph).get("steps"))]
    return {str(step["id"]): step for step in steps if "id" in step}


def _marks(graph: Any, kind: str) -> dict[str, dict[str, Any]]:
    """Notes or groups by their ids, without the place and size of a note."""
    found = [object_of(each) for each in list_of(object_of(graph).get(kind))]
    seen = ("text", "name", "colour", "members")
    return {str(each["id"]): {name: each[name] for name in seen if name in each} for each in found if "id" in each}


def _title(step: Mapping[str, Any]) -> str:
    return str(step.get("name") or step["id"])


def changes_in(old: Any, new: Any, pointer: str = "") -> Iterator[FieldChange]:
    """Where two JSON values differ. Lists of different lengths differ as a whole."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        left, right = object_of(old), object_of(new)
        for name in dict.fromkeys([*left, *right]):
            yield from changes_in(left.get(name), right.get(name), f"{pointer}/{escape(name)}")
    elif isinstance(old, list) and isinstance(new, list) and len(list_of(old)) == len(list_of(new)):
        for place, (left, right) in enumerate(zip(list_of(old), list_of(new), strict=True)):
            yield from changes_in(left, right, f"{pointer}/{place}")
    elif orjson.dumps(old) != orjson.dumps(new):
        yield FieldChange(pointer=pointer, old=old, new=new)

"""What expressions see from inside a loop: names are looked up from the inside out, as they are written.

Each of `item`, `index` and `previous` is that of the innermost container that has one.
"""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from company_service.engine.agents import AGENT
from company_service.engine.expressions import Scope
from company_service.engine.plan import FOR_EACH, REPEAT
from company_service.engine.states import Frame


def scope_of(frame: Frame, run_input: Any, about: Mapping[str, Any]) -> Scope:
    """What a step of this frame sees."""
    if frame.outer is None:
        return Scope(run_input, frame.results, about)
    layers: list[dict[str, Any]] = []
    names: dict[str, Any] = {}
    loops: dict[str, Any] = {}
    at: Frame | None = frame
    while at:
        layers.append(at.results)
        if at.container:
            _add(at, at.container.planned.step.type, at.container.planned.step.id, names, loops)
        at = at.outer
    return Scope(run_input, ChainMap(*layers), about, **names, loops=loops)


def _add(frame: Frame, kind: str, loop_id: str, names: dict[str, Any], loops: dict[str, Any]) -> None:
    known: dict[str, Any] = {}
    if kind == FOR_EACH:
        known = {"item": frame.item, "index": frame.index}
    elif kind in {REPEAT, AGENT}:
        known = {"previous": frame.previous, "index": frame.index}
    else:
        return
    loops[loop_id] = known
    for name, value in known.items():
        names.setdefault(name, value)

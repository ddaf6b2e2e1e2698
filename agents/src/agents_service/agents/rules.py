"""Which status an agent may take after which."""

from contracts.agents import AgentStatus

_NEXT: dict[AgentStatus, frozenset[AgentStatus]] = {
    "draft": frozenset({"active", "retired"}),
    "active": frozenset({"paused", "retired"}),
    "paused": frozenset({"active", "retired"}),
    "retired": frozenset(),
}


def may_become(status: AgentStatus, wanted: AgentStatus) -> bool:
    """Whether an agent of this status may take the wanted one (its own always)."""
    return wanted == status or wanted in _NEXT[status]

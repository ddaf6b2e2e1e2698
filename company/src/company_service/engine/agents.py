"""What `agent.run` means to the machine: a loop whose rounds are turns of an agent, made of steps it knows already.

Each turn is a step that asks the model for the next move (`think`) and a loop over the tools that the model wants used:
where a person must agree first (`gate`), an approval (`ask`), then the use itself (`call`). So every move and every use
is journaled, retried, asked about and taken up after a crash as any other step is. The steps are made when a plan is;
nobody can name them, since `~` is no sign of an id.

What a turn sees of those before it is `previous`: in the first `{"given"}` (the settings of the agent's step), later
also what the model said (`think`) and what came of the tools (`results`). All expressions are plain paths, which have
no limit.
"""

from typing import Any

from company_service.engine.graph import Edge, Retry, Step

AGENT, THINK, CALL = "agent.run", "agent.think", "agent.call"
MAX_TURNS, DEFAULT_TURNS = 100, 25
INNERMOST = "{0}[100]/{0}~tools[100]/{0}~think"
"""The longest key of a step that an agent consists of."""
_PARALLEL = 4
_PATIENCE = Retry(
    max=8, backoff="2s", max_backoff="30s",
    on=["408", "429", "5xx", "still-working", "unavailable"],
)  # fmt: skip
"""With a model that is busy or away, when the step does not say otherwise."""
_APPROVERS = ["role:operator"]


def inner_steps(agent: Step) -> tuple[Step, list[Step], list[Edge]]:
    """The agent's step as a loop, the steps inside it, and their edges."""
    think, tools, gate, ask, call = (f"{agent.id}~{name}" for name in ("think", "tools", "gate", "ask", "call"))
    turn = {
        "given": "{{ previous.given }}",
        "think": f'{{{{ steps["{think}"].output }}}}',
        "results": f'{{{{ steps["{tools}"].output }}}}',
    }
    loop = agent.model_copy(
        update={
            "settings": {**agent.settings, "output": turn, "until": f'steps["{think}"].output.done'},
            "retry": None,
            "timeout": None,
        }
    )
    approval: dict[str, Any] = {
        "title": "{{ item.title }}",
        "context": {"Agent": "{{ item.agent }}", "Tool": "{{ item.tool.title }}", "With": "{{ item.arguments }}"},
        "to": agent.settings.get("approvers") or _APPROVERS,
        "choices": ["approve", "reject"],
    }
    came_of_it = {
        "id": "{{ item.id }}",
        "output": f'{{{{ steps["{call}"].output }}}}',
        "decision": f'{{{{ steps["{ask}"].output }}}}',
    }
    use = {
        "tool": "{{ item.tool }}", "arguments": "{{ item.arguments }}", "error": "{{ item.error }}",
        "approvers": approval["to"],
    }  # fmt: skip
    each = {
        "items": f'{{{{ steps["{think}"].output.calls }}}}', "parallel": _PARALLEL, "mode": "continue",
        "output": came_of_it,
    }  # fmt: skip
    steps = [
        _step(think, THINK, "Think", agent.id, {"previous": "{{ previous }}"}).model_copy(
            update={"retry": agent.retry or _PATIENCE, "timeout": agent.timeout}
        ),
        _step(tools, "for_each", "Use tools", agent.id, each),
        _step(gate, "branch", "May it?", tools, {"cases": [{"port": "ask", "when": "item.ask"}], "otherwise": "go"}),
        _step(ask, "approval", "Ask first", tools, approval),
        _step(call, CALL, "Use a tool", tools, use).model_copy(update={"retry": agent.retry, "join": "any"}),
    ]
    edges = [
        Edge.model_construct(source=think, target=tools),
        Edge.model_construct(source=gate, port="ask", target=ask),
        Edge.model_construct(source=gate, port="go", target=call),
        Edge.model_construct(source=ask, port="approve", target=call),
    ]
    return loop, steps, edges


def _step(step_id: str, kind: str, name: str, inside: str, settings: dict[str, Any]) -> Step:
    return Step.model_construct(id=step_id, type=kind, name=name, inside=inside, settings=settings)

"""Steps by which an agent remembers and recalls, as tools of its own: no form shows them.

What may be told to whom is the memory's business; these say for whom the run works and what was read by then.
"""

from typing import Any

from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.engine.values import list_of
from contracts.memory import Learnt, MemoryClient, Recalled
from kernel.identity import Principal


def _by(call: StepCall) -> Principal:
    return Principal(kind="service", company_id=call.run.company_id, user_id=call.run.started_by)


class Remember(StepType):
    """Keeps a fact."""

    info = StepInfo(
        type="memory.remember",
        name="Remember",
        description="Keep a fact for later tasks.",
        category="ai",
        icon="brain",
        effect="idempotent",
        input_schema={"type": "object"},
        hidden=True,
    )

    def __init__(self, memory: MemoryClient) -> None:
        self._memory = memory

    async def run(self, call: StepCall) -> StepResult:
        given = call.input
        learnt = Learnt(
            text=str(given["fact"]),
            run_id=call.run.id,
            documents=[str(each) for each in list_of(given["documents"])],
            is_private=bool(given["is_private"] or given.get("for_this_person")),
            days=given.get("days"),
            replaces=given.get("replaces") or None,
        )
        kept = await self._memory.remember(str(given["agent_id"]), learnt, _by(call), key=call.idempotency_key)
        return StepResult(output={"id": kept.id, "remembered": kept.text})


class Recall(StepType):
    """Looks for facts."""

    info = StepInfo(
        type="memory.recall",
        name="Recall",
        description="Look for what was remembered in earlier tasks.",
        category="ai",
        icon="brain",
        effect="read",
        input_schema={"type": "object"},
        hidden=True,
    )

    def __init__(self, memory: MemoryClient) -> None:
        self._memory = memory

    async def run(self, call: StepCall) -> StepResult:
        asked = Recalled(query=str(call.input["query"])[:2_000])
        found = await self._memory.recall(str(call.input["agent_id"]), asked, _by(call))
        facts: list[dict[str, Any]] = [each.model_dump(mode="json") for each in found.items]
        return StepResult(output={"facts": facts})

"""The memory of agents, in memory: facts that hold a word of the question."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from contracts.memory import Learnt, Memories, Memory, Recalled
from kernel.identity import Principal

_AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class FakeMemory:
    """`MemoryClient` in memory. `learnt` is what each agent learnt, by key."""

    learnt: dict[tuple[str, str], Learnt] = field(default_factory=dict[tuple[str, str], Learnt])

    async def remember(self, agent_id: str, learnt: Learnt, by: Principal, *, key: str) -> Memory:
        self.learnt.setdefault((agent_id, key), learnt)
        return _memory(list(self.learnt).index((agent_id, key)), self.learnt[agent_id, key])

    async def recall(self, agent_id: str, asked: Recalled, by: Principal) -> Memories:
        words = asked.query.lower().split()
        found = [
            _memory(place, each)
            for place, ((owner, _), each) in enumerate(self.learnt.items())
            if owner == agent_id and any(word in each.text.lower() for word in words)
        ]
        return Memories(items=found[: asked.limit])


def _memory(place: int, learnt: Learnt) -> Memory:
    return Memory(
        id=f"mem_{place + 1:032x}",
        text=learnt.text,
        documents=learnt.documents,
        is_private=learnt.is_private,
        learnt_at=_AT,
        expires_at=None,
    )

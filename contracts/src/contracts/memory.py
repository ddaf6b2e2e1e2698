"""What the agents service promises who lets an agent work: it keeps what the agent learns, and finds it again."""

from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from kernel.client import ServiceClient
from kernel.identity import Principal

MOST_TEXT = 1_000
MOST_DAYS = 3_650


class Learnt(BaseModel):
    """A fact that an agent learns in a run.

    `documents` are those it had read by then: who may not read all of them never comes upon the fact. `is_private`:
    only the person that the run works for does. `replaces` is the id of a fact that it takes the place of.
    """

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=MOST_TEXT)
    run_id: str = Field(max_length=40)
    documents: list[str] = Field(default_factory=list[str], max_length=2_000)
    is_private: bool = False
    days: int | None = Field(default=None, ge=1, le=MOST_DAYS, description="For how long it holds; null: a year.")
    replaces: str | None = Field(default=None, max_length=40)


class Memory(BaseModel):
    """A fact that an agent remembers, and the documents that it rests on."""

    id: str
    text: str
    documents: list[str]
    is_private: bool
    """Whether it is for the person alone that the run works for."""
    learnt_at: datetime
    expires_at: datetime | None


class Memories(BaseModel):
    """What an agent remembers of something, the best first."""

    items: list[Memory]


class Recalled(BaseModel):
    """What an agent tries to remember."""

    model_config = ConfigDict(extra="forbid")
    query: str = Field(min_length=1, max_length=2_000)
    limit: int = Field(default=5, ge=1, le=20)


class MemoryClient(Protocol):
    """The long-term memory of agents, for the person that a run works for, or for everyone where that is nobody."""

    async def remember(self, agent_id: str, learnt: Learnt, by: Principal, *, key: str) -> Memory:
        """Keep a fact; the same `key` again keeps nothing twice."""
        ...

    async def recall(self, agent_id: str, asked: Recalled, by: Principal) -> Memories:
        """The facts that fit best."""
        ...


class HttpMemoryClient:
    """`MemoryClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def remember(self, agent_id: str, learnt: Learnt, by: Principal, *, key: str) -> Memory:
        path = f"/api/agents/v1/internal/agents/{agent_id}/memories"
        return await self._service.call("POST", path, answer=Memory, json=learnt, by=by, idempotency_key=key)

    async def recall(self, agent_id: str, asked: Recalled, by: Principal) -> Memories:
        path = f"/api/agents/v1/internal/agents/{agent_id}/memories/recall"
        return await self._service.call("POST", path, answer=Memories, json=asked, by=by, idempotent=True)

"""The routes of what agents remember."""

from typing import Annotated

from fastapi import APIRouter, Header, Query

from agents_service.deps import Deps
from agents_service.memories import service
from agents_service.memories.schemas import MemoryBody, MemoryPage, MemoryView
from contracts.memory import Learnt, Memories, Memory, Recalled
from kernel.identity import Principal, allowed, internal
from kernel.paging import PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/agents/v1", tags=["agents"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("agent.read")]
Writer = Annotated[Principal, allowed("agent.write")]
Service = Annotated[Principal, internal("company")]
Key = Annotated[str, Header(alias="idempotency-key", min_length=1, max_length=200)]


@router.get("/agents/{agent_id}/memories")
async def list_memories(
    agent_id: str, by: Reader, deps: Given, paging: PagingParam, q: Annotated[str, Query(max_length=200)] = ""
) -> MemoryPage:
    return await service.list_page(agent_id, q, paging, by=by, deps=deps)


@router.post("/agents/{agent_id}/memories", status_code=201)
async def write_memory(agent_id: str, body: MemoryBody, by: Writer, deps: Given) -> MemoryView:
    return await service.write(agent_id, body, by=by, deps=deps)


@router.put("/agents/{agent_id}/memories/{memory_id}")
async def correct_memory(agent_id: str, memory_id: str, body: MemoryBody, by: Writer, deps: Given) -> MemoryView:
    return await service.correct(agent_id, memory_id, body, by=by, deps=deps)


@router.delete("/agents/{agent_id}/memories/{memory_id}", status_code=204)
async def forget_memory(agent_id: str, memory_id: str, by: Writer, deps: Given) -> None:
    return await service.forget(agent_id, memory_id, by=by, deps=deps)


@router.delete("/agents/{agent_id}/memories", status_code=204)
async def forget_all_memories(agent_id: str, by: Writer, deps: Given) -> None:
    return await service.forget_all(agent_id, by=by, deps=deps)


@router.post("/internal/agents/{agent_id}/memories", include_in_schema=False)
async def learn_memory(agent_id: str, learnt: Learnt, key: Key, by: Service, deps: Given) -> Memory:
    return await service.learn(agent_id, learnt, key, by=by, deps=deps)


@router.post("/internal/agents/{agent_id}/memories/recall", include_in_schema=False)
async def recall_memories(agent_id: str, asked: Recalled, by: Service, deps: Given) -> Memories:
    return await service.recall(agent_id, asked, by=by, deps=deps)

"""The routes of agents."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agents_service.agents import service
from agents_service.agents.schemas import AgentBody, AgentVersionView, AgentView, CreateOnce, StatusBody
from agents_service.deps import Deps
from agents_service.metrics.rules import MetricsView
from contracts.agents import AgentBriefs, AgentDescription, AgentStatus, AgentSummary
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page, PagingParam
from kernel.web import IfMatch, provided, tagged

router = APIRouter(prefix="/api/agents/v1", tags=["agents"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("agent.read")]
Writer = Annotated[Principal, allowed("agent.write")]
Service = Annotated[Principal, internal("company")]


@router.get("/agents")
async def list_agents(
    by: Reader, deps: Given, paging: PagingParam, status: AgentStatus | None = None
) -> Page[AgentView]:
    return await service.list_page(status, paging, by=by, deps=deps)


@router.post("/agents", status_code=201)
async def create_agent(body: AgentBody, by: Writer, deps: Given, response: Response) -> AgentView:
    return tagged(response, await service.create(body, by=by, deps=deps))


@router.get("/agents/{agent_id}")
async def get_agent(agent_id: str, by: Reader, deps: Given, response: Response) -> AgentView:
    return tagged(response, await service.get(agent_id, by=by, deps=deps))


@router.put("/agents/{agent_id}")
async def save_agent(
    agent_id: str, body: AgentBody, version: IfMatch, by: Writer, deps: Given, response: Response
) -> AgentView:
    return tagged(response, await service.save(agent_id, version, body, by=by, deps=deps))


@router.delete("/agents/{agent_id}", status_code=204)
async def delete_agent(agent_id: str, by: Writer, deps: Given) -> None:
    return await service.delete(agent_id, by=by, deps=deps)


@router.post("/agents/{agent_id}/status")
async def set_agent_status(agent_id: str, body: StatusBody, by: Writer, deps: Given, response: Response) -> AgentView:
    return tagged(response, await service.set_status(agent_id, body.status, by=by, deps=deps))


@router.get("/agents/{agent_id}/versions")
async def list_agent_versions(agent_id: str, by: Reader, deps: Given, paging: PagingParam) -> Page[AgentVersionView]:
    return await service.versions(agent_id, paging, by=by, deps=deps)


@router.get("/agents/{agent_id}/metrics")
async def get_agent_metrics(agent_id: str, by: Reader, deps: Given) -> MetricsView:
    return await service.metrics(agent_id, by=by, deps=deps)


@router.get("/internal/agents", include_in_schema=False)
async def list_agents_made(
    by: Service, deps: Given, prefix: Annotated[str, Query(min_length=1, max_length=80)]
) -> list[AgentSummary]:
    return await service.made(prefix, by=by, deps=deps)


@router.get("/internal/agent-briefs", include_in_schema=False)
async def list_agent_briefs(by: Service, deps: Given) -> AgentBriefs:
    return await service.briefs(by=by, deps=deps)


@router.get("/internal/agents/{agent_id}", include_in_schema=False)
async def get_agent_summary(agent_id: str, by: Service, deps: Given) -> AgentSummary:
    return await service.summary(agent_id, by=by, deps=deps)


@router.get("/internal/agents/{agent_id}/description", include_in_schema=False)
async def describe_agent(agent_id: str, by: Service, deps: Given) -> AgentDescription:
    return await service.describe(agent_id, by=by, deps=deps)


@router.post("/internal/agents", include_in_schema=False)
async def create_agent_once(body: CreateOnce, by: Service, deps: Given) -> AgentSummary:
    return await service.create_once(body.agent, body.key, by=by, deps=deps)


@router.delete("/internal/agents/{agent_id}", include_in_schema=False, status_code=204)
async def remove_agent(agent_id: str, by: Service, deps: Given) -> None:
    return await service.remove(agent_id, by=by, deps=deps)

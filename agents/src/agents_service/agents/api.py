"""The routes of agents."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from agents_service.agents.schemas import (
    AgentBody,
    AgentCopyBody,
    AgentOpinion,
    AgentOpinionBody,
    AgentOwnerBody,
    AgentPerformance,
    AgentVersionView,
    AgentView,
    CreateOnce,
    StatusBody,
)
from agents_service.agents.service import manage, serving, watching
from agents_service.deps import Deps
from agents_service.metrics.rules.figures import MetricsView
from contracts.agents import AgentBriefs, AgentDescription, AgentStatus, AgentSummary
from kernel.identity import Principal, allowed, internal
from kernel.paging import Page, PagingParam
from kernel.web import IfMatch, provided, tagged

router = APIRouter(prefix="/api/agents/v1", tags=["agents"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("agent.read")]
Writer = Annotated[Principal, allowed("agent.write")]
Talker = Annotated[Principal, allowed("run.start")]
Service = Annotated[Principal, internal("company")]


@router.get("/agents")
async def list_agents(
    by: Reader, deps: Given, paging: PagingParam, status: AgentStatus | None = None
) -> Page[AgentView]:
    return await manage.list_page(status, paging, by=by, deps=deps)


@router.post("/agents", status_code=201)
async def create_agent(body: AgentBody, by: Writer, deps: Given, response: Response) -> AgentView:
    return tagged(response, await manage.create(body, by=by, deps=deps))


@router.get("/agents/{agent_id}")
async def get_agent(agent_id: str, by: Reader, deps: Given, response: Response) -> AgentView:
    return tagged(response, await manage.get(agent_id, by=by, deps=deps))


@router.put("/agents/{agent_id}")
async def save_agent(
    agent_id: str, body: AgentBody, version: IfMatch, by: Writer, deps: Given, response: Response
) -> AgentView:
    return tagged(response, await manage.save(agent_id, version, body, by=by, deps=deps))


@router.delete("/agents/{agent_id}", status_code=204)
async def delete_agent(agent_id: str, by: Writer, deps: Given) -> None:
    return await manage.delete(agent_id, by=by, deps=deps)


@router.post("/agents/{agent_id}/status")
async def set_agent_status(agent_id: str, body: StatusBody, by: Writer, deps: Given, response: Response) -> AgentView:
    return tagged(response, await manage.set_status(agent_id, body.status, by=by, deps=deps))


@router.get("/agents/{agent_id}/versions")
async def list_agent_versions(agent_id: str, by: Reader, deps: Given, paging: PagingParam) -> Page[AgentVersionView]:
    return await manage.versions(agent_id, paging, by=by, deps=deps)


@router.post("/agents/{agent_id}/versions/{version}/restore")
async def restore_agent_version(
    agent_id: str, version: int, made_from: IfMatch, by: Writer, deps: Given, response: Response
) -> AgentView:
    return tagged(response, await manage.restore(agent_id, version, made_from, by=by, deps=deps))


@router.post("/agents/{agent_id}/duplicate", status_code=201)
async def duplicate_agent(
    agent_id: str, body: AgentCopyBody, by: Writer, deps: Given, response: Response
) -> AgentView:  # fmt: skip
    return tagged(response, await manage.duplicate(agent_id, body, by=by, deps=deps))


@router.post("/agents/{agent_id}/owner")
async def set_agent_owner(
    agent_id: str, body: AgentOwnerBody, by: Writer, deps: Given, response: Response
) -> AgentView:
    return tagged(response, await manage.transfer(agent_id, body.user_id, by=by, deps=deps))


@router.get("/agents/{agent_id}/performance")
async def get_agent_performance(agent_id: str, by: Reader, deps: Given) -> AgentPerformance:
    return await watching.performance(agent_id, by=by, deps=deps)


@router.get("/agents/{agent_id}/feedback")
async def list_agent_feedback(agent_id: str, by: Reader, deps: Given, paging: PagingParam) -> Page[AgentOpinion]:
    return await watching.feedback(agent_id, paging, by=by, deps=deps)


@router.post("/agents/{agent_id}/feedback")
async def give_agent_feedback(agent_id: str, body: AgentOpinionBody, by: Talker, deps: Given) -> AgentOpinion:
    return await watching.give_feedback(agent_id, body, by=by, deps=deps)


@router.get("/agents/{agent_id}/metrics")
async def get_agent_metrics(agent_id: str, by: Reader, deps: Given) -> MetricsView:
    return await manage.metrics_of(agent_id, by=by, deps=deps)


@router.get("/internal/agents", include_in_schema=False)
async def list_agents_made(
    by: Service, deps: Given, prefix: Annotated[str, Query(min_length=1, max_length=80)]
) -> list[AgentSummary]:
    return await serving.made(prefix, by=by, deps=deps)


@router.get("/internal/agent-briefs", include_in_schema=False)
async def list_agent_briefs(by: Service, deps: Given) -> AgentBriefs:
    return await serving.briefs(by=by, deps=deps)


@router.get("/internal/agents/{agent_id}", include_in_schema=False)
async def get_agent_summary(agent_id: str, by: Service, deps: Given) -> AgentSummary:
    return await serving.summary(agent_id, by=by, deps=deps)


@router.get("/internal/agents/{agent_id}/description", include_in_schema=False)
async def describe_agent(agent_id: str, by: Service, deps: Given) -> AgentDescription:
    return await serving.describe(agent_id, by=by, deps=deps)


@router.post("/internal/agents", include_in_schema=False)
async def create_agent_once(body: CreateOnce, by: Service, deps: Given) -> AgentSummary:
    return await serving.create_once(body.agent, body.key, by=by, deps=deps)


@router.delete("/internal/agents/{agent_id}", include_in_schema=False, status_code=204)
async def remove_agent(agent_id: str, by: Service, deps: Given) -> None:
    return await serving.remove(agent_id, by=by, deps=deps)

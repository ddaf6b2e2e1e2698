"""The routes of templates of agents."""

from typing import Annotated

from fastapi import APIRouter

from agents_service.templates import rules
from agents_service.templates.rules import Language
from agents_service.templates.schemas import AgentTemplateView
from kernel.identity import Principal, allowed

router = APIRouter(prefix="/api/agents/v1", tags=["agents"])


@router.get("/agent-templates")
async def list_agent_templates(
    by: Annotated[Principal, allowed("agent.read")], language: Language = "en"
) -> list[AgentTemplateView]:
    return rules.templates(language)

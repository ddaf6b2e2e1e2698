"""What the outside sees of templates of agents."""

from pydantic import BaseModel

from contracts.agents import AgentInput


class AgentTemplateView(BaseModel):
    """A template: what it promises, and the agent that it makes."""

    key: str
    icon: str
    promise: str
    agent: AgentInput

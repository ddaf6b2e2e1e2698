"""What the outside sees of the sample contents."""

from pydantic import BaseModel, ConfigDict


class DemoBody(BaseModel):
    """Nothing can be chosen."""

    model_config = ConfigDict(extra="forbid")


class DemoFile(BaseModel):
    """A sample invoice."""

    id: str
    name: str


class DemoView(BaseModel):
    """The sample agent, its workflow, and the invoices to run."""

    agent_id: str
    workflow_id: str
    files: list[DemoFile]

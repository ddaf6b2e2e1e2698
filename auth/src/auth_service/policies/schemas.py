"""What the outside sends and sees of policies."""

from pydantic import BaseModel, ConfigDict


class PolicyInput(BaseModel):
    """What the company asks for from now on."""

    model_config = ConfigDict(extra="forbid")
    second_factor_required: bool


class PolicyView(BaseModel):
    """What the company asks for. Who has no second factor may do nothing but add one."""

    second_factor_required: bool

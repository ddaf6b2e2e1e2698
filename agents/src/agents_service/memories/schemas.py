"""What the outside sends and sees of an agent's memory."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.memory import MOST_TEXT


class MemoryBody(BaseModel):
    """A fact as a person writes or corrects it. `expires_at`: until when it holds; null: for good.

    `for_you_alone`: it is told to nobody but whoever writes it.
    """

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=MOST_TEXT)
    expires_at: AwareDatetime | None = None
    for_you_alone: bool = False


class MemoryDocument(BaseModel):
    """A document that a fact rests on."""

    id: str
    name: str
    knowledge_base_id: str


class MemoryView(BaseModel):
    """A fact that an agent remembers, and where it is from: a run, or a person where `run_id` is null.

    `for_you_alone`: it is told to nobody but whoever looks at it here.
    """

    id: str
    text: str
    run_id: str | None
    written_by: str | None
    documents: list[MemoryDocument]
    for_you_alone: bool
    learnt_at: datetime
    expires_at: datetime | None
    uses: int
    used_at: datetime | None


class MemoryPage(BaseModel):
    """A page of facts, the newest first. `hidden` is how many more there are that whoever looks may not know."""

    items: list[MemoryView]
    next: str | None
    hidden: int

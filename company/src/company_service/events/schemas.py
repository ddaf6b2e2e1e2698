"""What the outside sends and sees of events."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from kernel.bus import Event

EventName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,119}$")]
Key = Annotated[str, StringConstraints(max_length=200)]


class EventBody(BaseModel):
    """Something that happened elsewhere. `key` says to what: runs that wait for this name and key go on."""

    model_config = ConfigDict(extra="forbid")
    name: EventName
    key: Key = ""
    data: Any = None


class EventAccepted(BaseModel):
    """The event is on disk; whoever waits for it is told."""

    id: str
    name: str
    key: str
    created_at: datetime


class EventHappened(Event):
    """An event was accepted; who waits for it and what it starts is seen to afterwards."""

    topic: ClassVar[str] = "company.event_happened"
    event_id: str

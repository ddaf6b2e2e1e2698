"""What the outside sees of notices."""

from datetime import datetime

from pydantic import BaseModel


class NoticeView(BaseModel):
    """A notice as one person sees it."""

    id: str
    title: str
    body: str
    link: str | None
    kind: str
    read_at: datetime | None
    created_at: datetime

"""What the outside sees of deliveries."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

DeliveryStatus = Literal["queued", "sent", "failed", "not_configured"]


class DeliveryView(BaseModel):
    """How far the delivery of a notice to somebody has come. `error` is what the last attempt met."""

    id: str
    notice_id: str
    channel: str
    to: str
    title: str
    status: DeliveryStatus
    attempts: int
    error: str | None
    created_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None


class MailView(DeliveryView):
    """A delivery with its words. `link` is there while an administrator may pass it on: the mail could not be sent, and
    the person belongs to this company alone. `link_is_hidden`: it has one that is shown to nobody."""

    body: str
    link: str | None
    link_is_hidden: bool
    link_until: datetime | None

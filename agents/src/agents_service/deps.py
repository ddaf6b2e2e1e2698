"""What the agents service needs to work."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx2

from agents_service.index.protocol import Index
from contracts.company import CompanyClient
from contracts.notifications import NotificationsClient
from contracts.reading import ReadingClient
from kernel.db import Database
from kernel.secrets import SecretBox


@dataclass(frozen=True, kw_only=True)
class Deps:
    """Handed to every use case. `http` is guarded: it calls what people typed.

    `google_address` is where Google Drive answers, `knowledge_folder` is where sources in folders may lie,
    `knowledge_model` makes the vectors of new bases, and `knowledge_workers` is how many documents this process takes
    in at once. `work` is set when something is due.
    """

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    secrets: SecretBox
    http: httpx2.AsyncClient
    index: Index
    reading: ReadingClient
    company: CompanyClient
    google_address: str
    notifications: NotificationsClient
    knowledge_folder: Path | None
    knowledge_model: str
    knowledge_workers: int
    work: asyncio.Event = field(default_factory=asyncio.Event)

"""What the AI service needs to work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ai_service.providers.protocol import ReadPages, TaskProvider
from kernel.db import Database
from kernel.egress import Network
from kernel.secrets import SecretBox


@dataclass(frozen=True)
class Deps:
    """Handed to every use case. `local` answers where the company has no endpoint of its own.

    `changed` is to be told of a company whose providers are other ones now.
    """

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    secrets: SecretBox
    local: Callable[[], TaskProvider]
    read: ReadPages
    networks: tuple[Network, ...]
    endpoint_seconds: float
    changed: Callable[[str], None]

"""What the AI service needs to work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ai_service.providers.local.generative import LocalChat
from ai_service.providers.protocol import ReadPages, TaskModel, TaskProvider
from kernel.db import Database
from kernel.egress import Network
from kernel.secrets import SecretBox


@dataclass(frozen=True)
class Deps:
    """Handed to every use case. `local` answers tasks where the company has no endpoint of its own, and `by_model` lets
    any chat model answer them; `local_chat` is the language model on this machine, where there is one."""

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    secrets: SecretBox
    local: Callable[[], TaskProvider]
    by_model: Callable[[TaskModel], TaskProvider]
    local_chat: LocalChat
    read: ReadPages
    networks: tuple[Network, ...]
    endpoint_seconds: float

"""What the AI service needs to work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ai_service.providers.catalogue import OpenedProvider
from ai_service.providers.connected import Connected
from ai_service.providers.deployed import Deployed
from ai_service.providers.listing import ModelLists
from ai_service.providers.opened import OpenedProviders
from ai_service.providers.protocol import ReadPages, TaskProvider
from kernel.db import Database
from kernel.egress import Network
from kernel.secrets import SecretBox


@dataclass(frozen=True)
class Deps:
    """Handed to every use case. `local` answers where the company has no provider of its own.

    `deployed` are the providers that the environment connects; `servers` are the ports on this machine where a model
    server may be, by preset. `changed` is to be told of a company whose providers are other ones now.
    """

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    secrets: SecretBox
    local: Callable[[], TaskProvider]
    local_models: Callable[[], OpenedProvider]
    read: ReadPages
    networks: tuple[Network, ...]
    endpoint_seconds: float
    changed: Callable[[str], None]
    deployed: tuple[Deployed, ...] = ()
    servers: Mapping[str, int] = field(default_factory=dict[str, int])
    opened: OpenedProviders[Connected] = field(default_factory=OpenedProviders[Connected])
    lists: ModelLists = field(default_factory=ModelLists)

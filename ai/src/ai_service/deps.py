"""What the AI service needs to work."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ai_service.batches import Batches
from ai_service.broadcasts import Broadcasts
from ai_service.flights import Flights
from ai_service.memo import Memo
from ai_service.providers.catalogue import OpenedProvider
from ai_service.providers.connected import Connected
from ai_service.providers.deployed import Deployed
from ai_service.providers.listing import ModelLists
from ai_service.providers.local.generative import LocalChat
from ai_service.providers.opened import OpenedProviders
from ai_service.providers.protocol import ReadPages, TaskModel, TaskProvider
from ai_service.stores.protocol import Store
from ai_service.visits import Visits
from contracts.notifications import NotificationsClient
from kernel.db import Database
from kernel.egress import Network
from kernel.secrets import SecretBox

_BRIEFLY = 3.0
"""Seconds until what another process changed is noticed."""


@dataclass(frozen=True, kw_only=True)
class Deps:
    """Handed to every use case. `local` answers tasks where the company has no provider of its own, and `by_model` lets
    any chat model answer them; `local_chat` is the language model on this machine, where there is one.

    `deployed` are the providers that the environment connects; `servers` are the ports on this machine where a model
    server may be, by preset. `changed` is to be told of a company whose providers are other ones now.
    """

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    secrets: SecretBox
    local: Callable[[], TaskProvider]
    local_models: Callable[[], OpenedProvider]
    by_model: Callable[[TaskModel], TaskProvider]
    local_chat: LocalChat
    read: ReadPages
    networks: tuple[Network, ...]
    endpoint_seconds: float
    notifications: NotificationsClient
    usage: Batches[Mapping[str, Any]]
    """Records of what answers took, on their way to the database."""
    usage_days: int
    exchanges: Batches[Any]
    """What was asked and answered, on its way to the database."""
    cache: Store
    embed: Callable[[Sequence[str]], Awaitable[Any]]
    """Unit vectors of texts by the packaged model, a row each."""
    token_starts: Callable[[Sequence[str]], Awaitable[list[list[int]]]]
    """Where the packaged model's tokens begin in texts."""
    visits: Visits
    """For entries in the books of budgets, on SQLite."""
    changed: Callable[[str], None]
    deployed: tuple[Deployed, ...] = ()
    servers: Mapping[str, int] = field(default_factory=dict[str, int])
    opened: OpenedProviders[Connected] = field(default_factory=OpenedProviders[Connected])
    lists: ModelLists = field(default_factory=ModelLists)
    flights: Flights = field(default_factory=Flights)
    broadcasts: Broadcasts = field(default_factory=Broadcasts)
    live_holds: set[str] = field(default_factory=set[str])
    """Reservations of this process's calls in the air."""
    known_budgets: Memo[tuple[Any, ...]] = field(default_factory=lambda: Memo(seconds=_BRIEFLY))
    known_prices: Memo[Mapping[tuple[str, str], Any]] = field(default_factory=lambda: Memo(seconds=_BRIEFLY))
    known_policies: Memo[Mapping[str, Any]] = field(default_factory=lambda: Memo(seconds=_BRIEFLY))
    known_guards: Memo[Any] = field(default_factory=lambda: Memo(seconds=_BRIEFLY))
    """Of a company its `Guard`."""

"""What the company service needs to work."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from company_service.engine.facade import Engine
from company_service.engine.payloads import PayloadStore
from company_service.engine.steps import StepType
from company_service.figures import Figures
from company_service.firing import Firing
from company_service.samples.packaged import SampleFile
from contracts.agents import AgentsClient
from contracts.auth import AuthClient
from contracts.notifications import NotificationsClient
from kernel.bus import Bus
from kernel.client import Clients
from kernel.db import Database
from kernel.secrets import SecretBox


@dataclass(frozen=True)
class Deps:
    """Handed to every use case."""

    db: Database
    bus: Bus
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    payloads: PayloadStore
    step_types: Mapping[str, StepType]
    engine: Engine
    services: Clients
    agents: AgentsClient
    auth: AuthClient
    notifications: NotificationsClient
    firing: Firing
    figures: Figures
    secrets: SecretBox
    new_token: Callable[[], str]
    """A token that nobody can guess, for a public address."""
    data_dir: Path
    audit_days: int
    """How long entries of the audit log are kept."""
    sample_files: Callable[[], Sequence[SampleFile]]
    published: MutableMapping[tuple[str, str, int], Mapping[str, Any]] = field(
        default_factory=dict[tuple[str, str, int], Mapping[str, Any]]
    )
    """Graphs of published versions that were read: company, workflow, version."""

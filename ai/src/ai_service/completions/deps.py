"""What the door needs besides what routing does."""

from dataclasses import dataclass
from typing import Any

from ai_service.completions.stages import Memory, Meter
from ai_service.relay.client import Relay
from ai_service.routing.deps import RoutingDeps


@dataclass(frozen=True, kw_only=True)
class Hub(RoutingDeps):
    """`meter` sets money aside before a vendor is asked; `memory` has what was answered before."""

    relay: Relay
    meter: Meter
    memory: Memory[Any]

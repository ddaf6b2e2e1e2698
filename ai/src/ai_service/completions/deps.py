"""What the door needs besides what routing does."""

from dataclasses import dataclass

from ai_service.completions.stages import Cache, Ledger, Meter
from ai_service.relay.client import Relay
from ai_service.routing.deps import RoutingDeps


@dataclass(frozen=True, kw_only=True)
class Hub(RoutingDeps):
    """`meter` and `cache` are None where nothing is budgeted and nothing remembered."""

    relay: Relay
    ledger: Ledger
    meter: Meter | None = None
    cache: Cache | None = None

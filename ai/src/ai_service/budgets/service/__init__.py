"""What can be done with budgets: kept, reserved under, settled, swept."""

from ai_service.budgets.service.hold import Call, Charged, Hold
from ai_service.budgets.service.known import budgets_of
from ai_service.budgets.service.manage import create, delete, forgive, list_all, replace
from ai_service.budgets.service.reserve import Estimate, estimate, reserve
from ai_service.budgets.service.sweep import sweep, vouch

__all__ = [
    "Call",
    "Charged",
    "Estimate",
    "Hold",
    "budgets_of",
    "create",
    "delete",
    "estimate",
    "forgive",
    "list_all",
    "replace",
    "reserve",
    "sweep",
    "vouch",
]

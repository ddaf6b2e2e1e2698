"""What routing needs besides what every slice of the AI service does."""

from collections.abc import Callable
from dataclasses import dataclass

from ai_service.deps import Deps
from ai_service.memo import Memo
from ai_service.routing.board import Board
from ai_service.routing.plans import Plan


@dataclass(frozen=True, kw_only=True)
class RoutingDeps(Deps):
    """`plans` are by company; `draw` gives a number in [0, 1)."""

    board: Board
    plans: Memo[Plan]
    draw: Callable[[], float]

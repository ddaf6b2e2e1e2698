"""Tells the heads of a company, once a period, that a budget's limit is reached."""

from ai_service.deps import Deps
from ai_service.prices.rules import dollars
from contracts.events import BudgetReached
from contracts.notifications import NoticeInput
from kernel.bus import Message
from kernel.identity import Principal
from kernel.problems import RemoteProblem
from kernel.service import Consumer
from kernel.telemetry import get_logger

_log = get_logger(__name__)
_HEADS = ("role:owner", "role:admin")


async def tell_heads(deps: Deps, message: Message) -> None:
    """Send the notice. The event's id is the key, so a repeat sends nothing twice."""
    reached = BudgetReached.model_validate(message.payload)
    by = Principal(kind="service", company_id=reached.company_id)
    try:
        await deps.notifications.send(_notice(reached), by, key=message.id)
    except RemoteProblem as problem:
        if problem.code >= 500 or problem.code in {408, 429}:
            raise
        _log.warning("budget_notice_refused", budget_id=reached.budget_id, problem=problem.type)


def _notice(reached: BudgetReached) -> NoticeInput:
    whom = f" ({reached.subject})" if reached.subject else ""
    figures = f"${dollars(reached.spent):,.2f} spent; the limit is ${dollars(reached.limit):,.2f}."
    soft = reached.level == "soft"
    title = (
        f"Budget “{reached.name}”{whom} has reached its warning"
        if soft
        else f"Budget “{reached.name}”{whom} is used up"
    )
    body = f"{figures} Calls go on." if soft else f"{figures} Calls under it are refused until it renews or is raised."
    return NoticeInput(
        to=list(_HEADS),
        title=title[:200],
        body=body,
        link="/settings/budgets",
        kind="budget",
        data={"budget_id": reached.budget_id, "level": reached.level},
    )


notices = Consumer("budget_notices", (BudgetReached.topic,), tell_heads)

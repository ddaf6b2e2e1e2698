"""Tells the people whom a run asks something, once each question, after it is on disk."""

from typing import Any

from company_service.approvals import repo
from company_service.approvals.schemas import ApprovalAsked
from company_service.deps import Deps
from company_service.members import repo as members
from company_service.members.rules import split_addresses
from contracts.access import HEADS
from contracts.notifications import NoticeInput
from kernel.bus import Message
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import RemoteProblem
from kernel.telemetry import get_logger

_log = get_logger(__name__)


async def tell_addressees(deps: Deps, message: Message) -> None:
    """Send the notice of an approval that still waits. Its id, with the occasion, is its key."""
    asked = ApprovalAsked.model_validate(message.payload)
    async with deps.db.read() as tx:
        approval = await repo.get(tx, asked.company_id, asked.approval_id)
        if approval is None or approval["status"] != "waiting":
            return
        to = asked.to or approval["to"]
        users, roles = split_addresses(to)
        # Who is asked may have left, or never have been there: then those who may always decide are told.
        is_anybody = await members.meant(tx, asked.company_id, users, roles)
    to = to if is_anybody else [f"role:{role}" for role in sorted(HEADS)]
    key = f"{asked.approval_id}:{asked.occasion}" if asked.occasion else asked.approval_id
    try:
        await deps.notifications.send(_notice(approval, to, asked.kind), _service(asked.company_id), key=key)
    except RemoteProblem as problem:
        if problem.code >= 500 or problem.code in {408, 429}:
            raise
        _log.warning("approval_notice_refused", approval_id=asked.approval_id, problem=problem.type)


def _service(company_id: str) -> Principal:
    return Principal(kind="service", company_id=company_id)


def _notice(approval: Row, to: list[str], kind: str) -> NoticeInput:
    context: dict[str, Any] = approval["context"]
    lines = [f"{name}: {value}" for name, value in context.items() if isinstance(value, str | int | float)]
    return NoticeInput(
        to=to,
        template="approval-requested" if kind in {"asked", "reassigned"} else "approval-reminder",
        title=str(approval["title"])[:200],
        link=f"/inbox/{approval['id']}",
        kind="approval",
        data={
            "approval_id": approval["id"],
            "run_id": approval["run_id"],
            "workflow": approval["workflow_name"],
            "description": "\n".join(filter(None, [approval["description"], *lines]))[:5_000],
        },
        channels=["in_app", "email"],
    )

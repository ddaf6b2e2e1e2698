"""Who may decide, and what a decision may be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from company_service.approvals.problems import (
    AlreadyDecided,
    NoLongerNeeded,
    NotAddressed,
    OutOfTime,
    OwnRun,
    UnknownChoice,
)
from company_service.approvals.schemas import DecisionBody
from company_service.engine.schemas import violations
from company_service.members.rules import is_addressed
from kernel.identity import Principal
from kernel.problems import FieldError, InvalidRequest


def check_decision(approval: Mapping[str, Any], decision: DecisionBody, by: Principal) -> None:
    """Raises the problem that stands in the way of this decision."""
    check_addressed(approval, by)
    check_open(approval)
    if decision.choice not in approval["choices"]:
        message = f"Choose one of: {', '.join(approval['choices'])}."
        raise UnknownChoice(message, errors=[FieldError("/choice", message)])
    wrong = violations(approval["fields"] or {}, decision.fields)
    errors = [FieldError(f"/fields{pointer}", message) for pointer, message, _ in wrong]
    if errors:
        raise InvalidRequest("Some fields need another look.", errors=errors[:50])


def check_addressed(approval: Mapping[str, Any], by: Principal) -> None:
    """Raises `NotAddressed` unless the approval is for this member."""
    if not is_addressed(approval["to"], by.user_id, by.role):
        raise NotAddressed(f"It waits for {', '.join(approval['to'])}. Owners and administrators may decide as well.")


def check_self(approval: Mapping[str, Any], by: Principal, others: Iterable[str]) -> None:
    """Raises `OwnRun` when who started the run may not decide. `others` are the members who could.

    Unless the step says otherwise, they may where nobody else could.
    """
    if by.user_id is None or by.user_id != approval["asked_by"]:
        return
    allowed: bool | None = approval["self_approval"]
    if allowed is None:
        allowed = not set(others) - {by.user_id}
    if not allowed:
        raise OwnRun("You started this run, so somebody else must decide. It can be given to another person.")


def decided(votes: Sequence[Mapping[str, Any]], needed: int, latest: str) -> bool:
    """Whether enough people chose what was chosen last."""
    return sum(vote["choice"] == latest for vote in votes) >= needed


def next_wake(approval: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The times of an approval once what is due by `now` is done."""
    seconds: int | None = approval["remind_seconds"]
    remind: datetime | None = approval["remind_at"]
    escalate: datetime | None = approval["escalate_at"]
    if remind and remind <= now:
        remind = now + timedelta(seconds=seconds) if seconds else None
    if escalate and escalate <= now:
        escalate = None
    return {"remind_at": remind, "escalate_at": escalate, "wake_at": earliest(remind, escalate)}


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of these moments, if there is any."""
    return min((each for each in moments if each), default=None)


def check_open(approval: Mapping[str, Any]) -> None:
    """Raises `AlreadyDecided` or `NoLongerNeeded` unless the approval still waits."""
    if approval["status"] == "decided":
        raise AlreadyDecided(f"The answer was “{approval['choice']}”. The first answer counts.")
    if approval["status"] == "expired":
        raise OutOfTime("Nobody decided in time, and the run went on without an answer.")
    if approval["status"] != "waiting":
        raise NoLongerNeeded("The run ended in the meantime.")

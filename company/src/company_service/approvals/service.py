"""What can be done with approvals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from company_service.approvals import repo, rules
from company_service.approvals.problems import ApprovalNotFound, UnknownAddressee, VotedAlready
from company_service.approvals.schemas import (
    ApprovalAsked,
    ApprovalCounts,
    ApprovalStatus,
    ApprovalView,
    CommentBody,
    DecisionBody,
    ReassignBody,
)
from company_service.deps import Deps
from company_service.live import say_work
from company_service.members import repo as members
from company_service.members.rules import split_addresses, unknown
from contracts import ids
from contracts.access import HEADS
from contracts.events import ApprovalDecided, RunWaiting
from kernel.db import Database, Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from kernel.problems import FieldError


async def list_page(
    status: ApprovalStatus | None, run_id: str | None, paging: Paging, *, mine: bool, by: Principal, deps: Deps
) -> Page[ApprovalView]:
    """A page of the company's approvals, newest first; `mine`: only what the caller may decide and has not."""
    wanted = _mine(by, status, run_id) if mine else repo.Filter(status, run_id)
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, wanted, paging)
        log = await repo.log(tx, by.company_id, [row["id"] for row in rows])
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: _view(row, log))


async def counts(*, by: Principal, deps: Deps) -> ApprovalCounts:
    """How many approvals wait."""
    async with deps.db.read() as tx:
        mine = await repo.count(tx, by.company_id, _mine(by, "waiting", None))
        return ApprovalCounts(mine=mine, waiting=await repo.count(tx, by.company_id, repo.Filter("waiting")))


def _mine(by: Principal, status: ApprovalStatus | None, run_id: str | None) -> repo.Filter:
    # Heads may decide whatever waits, so all of it is theirs.
    addresses = None if by.role in HEADS else [by.user_id or "", f"role:{by.role}"]
    return repo.Filter(status, run_id, addresses, by.user_id)


async def get(approval_id: str, *, by: Principal, deps: Deps) -> ApprovalView:
    """One approval."""
    async with deps.db.read() as tx:
        return await _shown(tx, by.company_id, approval_id)


async def decide(approval_id: str, decision: DecisionBody, *, by: Principal, deps: Deps) -> ApprovalView:
    """Vote for the run that waits; it goes on, in the same commit, once so many as are needed chose the same."""
    async with deps.db.begin() as tx:
        approval = await _locked(tx, by.company_id, approval_id)
        rules.check_decision(approval, decision, by)
        rules.check_self(approval, by, await _who_could(tx, approval))
        vote = {"kind": "vote", "once": by.user_id or "", "choice": decision.choice, "comment": decision.comment}
        if not await _note(tx, approval, vote, by=by, deps=deps):
            raise VotedAlready("It waits for others now.")
        votes = [each for each in await repo.log(tx, by.company_id, [approval_id]) if each["kind"] == "vote"]
        if rules.decided(votes, approval["needed"] or 1, decision.choice):
            await _end(tx, approval, decision, votes, by=by, deps=deps)
        shown = await _shown(tx, by.company_id, approval_id)
    await say_work(deps.bus, shown.run_id)
    return shown


async def _end(
    tx: Tx, approval: Row, decision: DecisionBody, votes: Sequence[Row], *, by: Principal, deps: Deps
) -> None:
    answer: dict[str, Any] = {
        "status": "decided",
        "choice": decision.choice,
        "answers": decision.fields,
        "comment": decision.comment,
        "decided_by": by.user_id,
        "decided_at": deps.clock(),
    }
    await repo.update(tx, by.company_id, approval["id"], answer)
    if approval["agent_id"]:
        tx.tell(_approval_decided(approval, answer["decided_at"]))
    await _tell_if_last(tx, approval)
    told = [{"by": vote["by"], "choice": vote["choice"], "comment": vote["comment"]} for vote in votes]
    await deps.engine.signal(
        tx,
        by.company_id,
        approval["run_id"],
        approval["step"],
        {"choice": decision.choice, "fields": decision.fields, "comment": decision.comment, "votes": told},
        by=by.user_id,
    )


async def reassign(approval_id: str, body: ReassignBody, *, by: Principal, deps: Deps) -> ApprovalView:
    """Give an approval to others; whom it was for may, and who may always decide."""
    users, _ = split_addresses(body.to)
    async with deps.db.begin() as tx:
        approval = await _locked(tx, by.company_id, approval_id)
        rules.check_addressed(approval, by)
        rules.check_open(approval)
        known = await members.meant(tx, by.company_id, users, ())
        own = [row["id"] for row in await members.own_roles(tx, by.company_id)]
        if missing := unknown(body.to, known, own):
            message = f"Your company has no member or role {missing[0][:60]!r}."
            raise UnknownAddressee(message, errors=[FieldError("/to", message)])
        await repo.update(tx, by.company_id, approval_id, {"to": body.to})
        await repo.address(tx, by.company_id, approval_id, body.to)
        entry = {"kind": "reassigned", "to": body.to, "comment": body.comment}
        await _note(tx, approval, entry, by=by, deps=deps)
        _tell(tx, approval, "reassigned", body.to, deps)
        return await _shown(tx, by.company_id, approval_id)


async def comment(approval_id: str, body: CommentBody, *, by: Principal, deps: Deps) -> ApprovalView:
    """Say something about an approval."""
    async with deps.db.begin() as tx:
        approval = await _row(tx, by.company_id, approval_id)
        await _note(tx, approval, {"kind": "comment", "comment": body.comment}, by=by, deps=deps)
        return await _shown(tx, by.company_id, approval_id)


async def ask(tx: Tx, approval: Row) -> None:
    """Ask people something (`approval` is a row without an answer); they are told after the commit."""
    others = await repo.waiting(tx, approval["company_id"], approval["run_id"])
    wake = rules.earliest(approval.get("remind_at"), approval.get("escalate_at"))
    if not await repo.insert(tx, {**approval, "wake_at": wake}):
        return
    await repo.address(tx, approval["company_id"], approval["id"], approval["to"])
    tx.tell(ApprovalAsked(company_id=approval["company_id"], approval_id=approval["id"]))
    if not others and approval["agent_id"]:
        tx.tell(_run_waiting(approval, waiting=True))


async def expire(db: Database, company_id: str, approval_id: str) -> Row | None:
    """The time for an approval is over: nobody can decide any more. Answers the decision if there was one before."""
    async with db.begin() as tx:
        approval = await repo.lock(tx, company_id, approval_id)
        if approval is None or approval["status"] == "decided":
            return approval
        if await repo.update(tx, company_id, approval_id, {"status": "expired"}):
            await _tell_if_last(tx, approval)
        return None


async def remind(*, deps: Deps) -> None:
    """Remind people of what they have not decided, and ask others where it is time."""
    now = deps.clock()
    async with deps.db.read() as tx:
        rows = await repo.due(tx, now, 100)
    for row in rows:
        async with deps.db.begin() as tx:
            approval = await repo.lock(tx, row["company_id"], row["id"])
            if approval and approval["status"] == "waiting" and approval["wake_at"] and approval["wake_at"] <= now:
                await _remind(tx, approval, now, deps)


async def _remind(tx: Tx, approval: Row, now: datetime, deps: Deps) -> None:
    by = Principal(kind="service", company_id=approval["company_id"])
    changed = rules.next_wake(approval, now)
    if approval["escalate_at"] and approval["escalate_at"] <= now:
        others: list[str] = approval["escalate_to"] or [f"role:{role}" for role in sorted(HEADS)]
        to = list(dict.fromkeys([*approval["to"], *others]))
        changed["to"] = to
        await repo.address(tx, by.company_id, approval["id"], to)
        await _note(tx, approval, {"kind": "escalated", "to": others}, by=by, deps=deps)
        _tell(tx, approval, "escalated", others, deps)
    if approval["remind_at"] and approval["remind_at"] <= now:
        await _note(tx, approval, {"kind": "reminded", "to": approval["to"]}, by=by, deps=deps)
        _tell(tx, approval, "reminded", approval["to"], deps)
    await repo.update(tx, by.company_id, approval["id"], changed)


def _tell(
    tx: Tx, approval: Row, kind: Literal["reassigned", "reminded", "escalated"], to: Sequence[str], deps: Deps
) -> None:
    occasion = deps.new_id(ids.APPROVAL)
    told = ApprovalAsked(
        company_id=approval["company_id"], approval_id=approval["id"], kind=kind, to=list(to), occasion=occasion
    )
    tx.tell(told)


async def _note(tx: Tx, approval: Row, entry: Mapping[str, Any], *, by: Principal, deps: Deps) -> bool:
    entry_id = deps.new_id(ids.APPROVAL)
    row = {
        "id": entry_id, "company_id": by.company_id, "approval_id": approval["id"], "once": entry_id,
        "by": by.user_id, "at": deps.clock(), **entry,
    }  # fmt: skip
    return await repo.note(tx, row)


async def _who_could(tx: Tx, approval: Row) -> list[str]:
    """The members who may decide an approval."""
    users, roles = split_addresses(approval["to"])
    return [row["user_id"] for row in await members.meant(tx, approval["company_id"], users, roles | HEADS)]


async def withdraw(tx: Tx, company_id: str, run_id: str, step: str | None = None) -> None:
    """Nobody needs to answer what a run (or one step of it) asked any more."""
    waiting = await repo.waiting(tx, company_id, run_id)
    if waiting:
        await repo.withdraw(tx, company_id, run_id, step)
        await _tell_if_last(tx, waiting[0])


async def _tell_if_last(tx: Tx, approval: Row) -> None:
    """The run waits for nobody any more once its last question is over."""
    if approval["agent_id"] and not await repo.waiting(tx, approval["company_id"], approval["run_id"]):
        tx.tell(_run_waiting(approval, waiting=False))


def _approval_decided(approval: Row, at: datetime) -> ApprovalDecided:
    return ApprovalDecided(
        company_id=approval["company_id"],
        approval_id=approval["id"],
        run_id=approval["run_id"],
        agent_id=approval["agent_id"],
        seconds=max(0.0, (at - approval["created_at"]).total_seconds()),
        decided_at=at,
    )


def _run_waiting(approval: Row, *, waiting: bool) -> RunWaiting:
    return RunWaiting(
        company_id=approval["company_id"],
        run_id=approval["run_id"],
        agent_id=approval["agent_id"],
        waiting=waiting,
    )


async def _row(tx: Tx, company_id: str, approval_id: str) -> Row:
    row = await repo.get(tx, company_id, approval_id)
    if row is None:
        raise ApprovalNotFound("Look it up in the inbox.")
    return row


async def _locked(tx: Tx, company_id: str, approval_id: str) -> Row:
    row = await repo.lock(tx, company_id, approval_id)
    if row is None:
        raise ApprovalNotFound("Look it up in the inbox.")
    return row


async def _shown(tx: Tx, company_id: str, approval_id: str) -> ApprovalView:
    row = await _row(tx, company_id, approval_id)
    return _view(row, await repo.log(tx, company_id, [approval_id]))


def _view(row: Row, log: Sequence[Row]) -> ApprovalView:
    done = [each for each in log if each["approval_id"] == row["id"]]
    return ApprovalView.model_validate({**row, "needed": row["needed"] or 1, "log": done})


async def forget(tx: Tx, company_id: str, run_ids: Sequence[str], limit: int) -> int:
    """Delete so many approvals of runs that are deleted; answers how many."""
    return await repo.forget(tx, company_id, run_ids, limit)

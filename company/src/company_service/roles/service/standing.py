"""Members' places in the company: their role, being active, leaving, and handing the company over."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from company_service.companies import repo as companies
from company_service.deps import Deps
from company_service.live import say_access
from company_service.members import repo
from company_service.members.rules import OWNER
from company_service.members.schemas import MemberView
from company_service.roles import problems, rules
from company_service.roles.schemas import MemberBody, TransferBody
from company_service.roles.service.define import permissions_in
from contracts.events import AccessChanged
from kernel.db import Row, Tx
from kernel.identity import LONGEST_LIFE_SECONDS, Principal


async def change(user_id: str, body: MemberBody, *, by: Principal, deps: Deps) -> MemberView:
    """Give a member another role, deactivate them, or let them in again."""
    rules.check_other(user_id, by, "Ask somebody else who manages members.")
    async with changing("member_changed", user_id, by, deps) as tx:
        member = await _within_reach(tx, user_id, by)
        changed: dict[str, object] = {}
        if body.role is not None and body.role != member["role"]:
            await check_may_give(tx, body.role, by)
            changed["role"] = body.role
        if body.active is not None:
            changed["deactivated_at"] = None if body.active else member["deactivated_at"] or deps.clock()
        if changed.get("role", OWNER) != OWNER or changed.get("deactivated_at"):
            await keep_an_owner(tx, member)
        if changed:
            await repo.update(tx, by.company_id, user_id, changed)
        return MemberView.model_validate({**member, **changed})


async def remove(user_id: str, *, by: Principal, deps: Deps) -> None:
    """Let somebody be a member no longer; what they made stays."""
    rules.check_other(user_id, by, "Leave the company instead.")
    async with changing("member_removed", user_id, by, deps) as tx:
        member = await _within_reach(tx, user_id, by)
        await keep_an_owner(tx, member)
        await repo.delete(tx, by.company_id, user_id)


async def leave(*, by: Principal, deps: Deps) -> None:
    """Be a member no longer. Raises `LastOwner`."""
    user_id = by.user_id or ""
    async with changing("member_removed", user_id, by, deps) as tx:
        await keep_an_owner(tx, await _member(tx, user_id, by))
        await repo.delete(tx, by.company_id, user_id)


async def transfer(body: TransferBody, *, by: Principal, deps: Deps) -> MemberView:
    """Hand the company over: somebody else owns it, and who owned it administers it."""
    rules.check_other(body.to, by, "Choose somebody else.")
    async with changing("owner_changed", body.to, by, deps) as tx:
        mine = await repo.get(tx, by.company_id, by.user_id or "")
        if mine is None or mine["role"] != OWNER:
            raise problems.OwnersOnly("Ask an owner of the company.")
        member = await _member(tx, body.to, by)
        if member["deactivated_at"] is not None:
            raise problems.MemberNotFound("This member is deactivated. Let them in again first.")
        await repo.update(tx, by.company_id, body.to, {"role": OWNER})
        await repo.update(tx, by.company_id, by.user_id or "", {"role": "admin"})
        return MemberView.model_validate({**member, "role": OWNER})


async def check_may_give(tx: Tx, role: str, by: Principal) -> str:
    """A role's title, if whoever asks may give it. Raises `RoleNotFound`, `MoreThanYouMay`."""
    title, permissions = await permissions_in(tx, by.company_id, role)
    rules.check_reach(permissions, by)
    return title


async def say_changes(deps: Deps) -> None:
    """Say again of each company whose access changed lately: who did not hear it then, hears it now."""
    since = deps.clock() - timedelta(seconds=LONGEST_LIFE_SECONDS)
    async with deps.db.read() as tx:
        rows = await companies.access_changed_since(tx, since)
    for row in rows:
        await say_access(deps.bus, row["id"], row["access_version"])


@asynccontextmanager
async def changing(what: str, user_id: str, by: Principal, deps: Deps) -> AsyncGenerator[Tx]:
    """A transaction in which nobody else changes the company's members; tokens made before it are void after it."""
    async with deps.db.begin() as tx:
        await companies.lock(tx, by.company_id)
        yield tx
        version = await companies.access_changed(tx, by.company_id, deps.clock())
        told = {"company_id": by.company_id, "version": version, "by": by.user_id, "what": what, "subject": user_id}
        tx.tell(AccessChanged.model_validate(told))
    await say_access(deps.bus, by.company_id, version)


async def _within_reach(tx: Tx, user_id: str, by: Principal) -> Row:
    """A member who may no more than whoever asks. Raises `MemberNotFound`, `MoreThanYouMay`."""
    member = await _member(tx, user_id, by)
    try:
        _, permissions = await permissions_in(tx, by.company_id, member["role"])
    except problems.RoleNotFound:
        permissions = []
    rules.check_reach(permissions, by)
    return member


async def _member(tx: Tx, user_id: str, by: Principal) -> Row:
    member = await repo.get(tx, by.company_id, user_id)
    if member is None:
        raise problems.MemberNotFound("Look them up in the list of members.")
    return member


async def keep_an_owner(tx: Tx, member: Row) -> None:
    if member["role"] == OWNER and member["deactivated_at"] is None:
        rules.check_owners(await repo.active(tx, member["company_id"], OWNER), member["user_id"])

"""Seeing one's sessions and ending them; and telling every service which have ended."""

from auth_service.accounts import service as accounts
from auth_service.deps import Deps
from auth_service.sessions import repo, rules
from auth_service.sessions.problems import SessionNotFound
from auth_service.sessions.schemas import Ended, SessionView
from contracts.events import SessionRevoked
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page


async def every(*, by: Principal, deps: Deps) -> Page[SessionView]:
    """The person's sessions that go on, the last used first."""
    async with deps.db.read() as tx:
        rows = await _alive(tx, accounts.user_id_of(by), deps)
    return Page(items=[_view(row, by) for row in rows], next=None)


async def end(session_id: str, *, by: Principal, deps: Deps) -> None:
    """End one of the person's sessions, the present one included."""
    async with deps.db.begin() as tx:
        mine = [row for row in await _alive(tx, accounts.user_id_of(by), deps) if row["id"] == session_id]
        if not mine:
            raise SessionNotFound("It has ended already.")
        await _revoke(tx, mine[0], "ended by hand", deps)


async def end_others(*, by: Principal, deps: Deps) -> Ended:
    """End every session of the person but the present one."""
    async with deps.db.begin() as tx:
        count = await revoke_all(tx, accounts.user_id_of(by), "ended by hand", deps, keep=by.session_id)
    return Ended(sessions=count)


async def revoke_all(tx: Tx, user_id: str, because: str, deps: Deps, *, keep: str | None = None) -> int:
    """End every session of a person but the one to keep; sign-ins that wait for a second factor as well."""
    rows = [row for row in await _alive(tx, user_id, deps) if row["id"] != keep]
    for row in rows:
        await _revoke(tx, row, because, deps)
    await repo.wait_no_longer(tx, user_id)
    return len(rows)


async def revoke_in(tx: Tx, company_id: str, user_id: str, because: str, deps: Deps) -> None:
    """End a person's sessions in one company."""
    for row in await _alive(tx, user_id, deps):
        if row["company_id"] == company_id:
            await _revoke(tx, row, because, deps)


async def _revoke(tx: Tx, row: Row, because: str, deps: Deps) -> None:
    if await repo.revoke(tx, row["id"], deps.clock(), because):
        facts = {"company_id": row["company_id"], "user_id": row["user_id"], "session_id": row["id"]}
        tx.tell(SessionRevoked(**facts, because=because))


async def ended_lately(deps: Deps) -> list[str]:
    """Sessions that were ended while an access token of theirs may still be alive."""
    async with deps.db.read() as tx:
        return list(await repo.revoked_since(tx, deps.clock() - rules.FELT))


async def _alive(tx: Tx, user_id: str, deps: Deps) -> list[Row]:
    now = deps.clock()
    return list(await repo.alive(tx, user_id, now, now - rules.IDLE))


def _view(row: Row, by: Principal) -> SessionView:
    return SessionView(
        id=row["id"],
        device=rules.device(row["device"] or ""),
        address=row["address"] or "",
        created_at=row["created_at"],
        last_used_at=row["rotated_at"],
        methods=str(row["methods"] or "").split(),
        is_current=row["id"] == by.session_id,
    )

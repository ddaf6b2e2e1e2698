"""What can be done with companies."""

from typing import Any

from company_service.companies import repo
from company_service.companies.problems import CompanyNotFound
from company_service.companies.schemas import CompanyView
from company_service.deps import Deps
from company_service.members import repo as members_repo
from company_service.members.rules import OWNER, permissions_of
from contracts.company import Membership, NewCompany
from contracts.events import MemberJoined
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.problems import Conflict

_SIGN_IN = "Sign in again, and choose a company you are a member of."


async def create(company: NewCompany, *, deps: Deps) -> Membership:
    """Found a company with its owner; the same id again founds nothing and answers the same."""
    now = deps.clock()
    row: dict[str, Any] = {"id": company.id, "name": company.name, "settings": {}, "created_at": now}
    owner = {
        "company_id": company.id,
        "user_id": company.user_id,
        "name": company.user_name,
        "email": company.email,
        "role": OWNER,
        "joined_at": now,
    }
    async with deps.db.begin() as tx:
        if await repo.insert(tx, row):
            await members_repo.insert(tx, owner)
            tx.tell(MemberJoined(company_id=company.id, user_id=company.user_id, role=OWNER))
    mine = [each for each in await memberships(company.user_id, deps=deps) if each.company_id == company.id]
    if not mine:
        raise Conflict("A company with this id exists, and this person is not a member of it.")
    return mine[0]


async def memberships(user_id: str, *, deps: Deps) -> list[Membership]:
    """Every company the person is a member of, first joined first."""
    async with deps.db.read() as tx:
        rows = await repo.memberships(tx, user_id)
    return [
        Membership(
            company_id=row["company_id"],
            company_name=row["name"],
            role=row["role"],
            permissions=permissions_of(row["role"], row["permissions"]),
            access_version=row["access_version"],
        )
        for row in rows
    ]


async def current(*, by: Principal, deps: Deps) -> CompanyView:
    """The company the caller works in."""
    async with deps.db.read() as tx:
        return _view(await _row(tx, by.company_id))


async def rename(name: str, *, by: Principal, deps: Deps) -> CompanyView:
    """Give the company another name."""
    async with deps.db.begin() as tx:
        await _row(tx, by.company_id)
        await repo.rename(tx, by.company_id, name)
        return _view(await _row(tx, by.company_id))


async def _row(tx: Tx, company_id: str) -> Row:
    row = await repo.get(tx, company_id)
    if row is None:
        raise CompanyNotFound(_SIGN_IN)
    return row


def _view(row: Row) -> CompanyView:
    return CompanyView(id=row["id"], name=row["name"], created_at=row["created_at"], settings=row["settings"])


async def set_setting(name: str, value: Any, *, by: Principal, deps: Deps) -> CompanyView:
    """Change one of the things a company chooses for itself, whatever others change meanwhile."""
    async with deps.db.begin() as tx:
        row = await repo.lock(tx, by.company_id)
        if row is None:
            raise CompanyNotFound(_SIGN_IN)
        await repo.set_settings(tx, by.company_id, {**row["settings"], name: value})
        return _view(await _row(tx, by.company_id))

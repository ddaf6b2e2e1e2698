"""Makes, changes and removes service accounts. Their keys are the auth service's business."""

from typing import Any

from company_service.deps import Deps
from company_service.members import repo as members_repo
from company_service.members.rules import permissions_of
from company_service.roles.problems import RoleNotFound
from company_service.roles.service.define import permissions_in
from company_service.service_accounts import repo, rules
from company_service.service_accounts.problems import ServiceAccountNotFound, TooManyServiceAccounts
from company_service.service_accounts.schemas import ServiceAccountBody, ServiceAccountView
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page


async def list_page(paging: Paging, *, by: Principal, deps: Deps) -> Page[ServiceAccountView]:
    """A page of the company's service accounts, oldest first."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, paging)
        own = {row["id"]: row["permissions"] for row in await members_repo.own_roles(tx, by.company_id)}

    def view(row: Row) -> ServiceAccountView:
        return _view(row, permissions_of(row["role"], own.get(row["role"])))

    return page(rows, paging, key=lambda row: row["user_id"], view=view)


async def create(body: ServiceAccountBody, *, by: Principal, deps: Deps) -> ServiceAccountView:
    """Make a service account. Raises `RoleTooPowerful`, `TooManyServiceAccounts`."""
    row: dict[str, Any] = {
        "company_id": by.company_id,
        "user_id": deps.new_id(ids.SERVICE_ACCOUNT),
        "name": rules.checked_name(body.name),
        "email": "",
        "role": body.role,
        "joined_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        permissions = await _given(tx, body.role, by)
        if await repo.count(tx, by.company_id) >= rules.MOST:
            raise TooManyServiceAccounts(f"Remove one first: {rules.MOST} is the most.")
        await members_repo.insert(tx, row)
    return _view(row, permissions)


async def change(account_id: str, body: ServiceAccountBody, *, by: Principal, deps: Deps) -> ServiceAccountView:
    """Give it another name or role; its keys heed that within seconds."""
    name = rules.checked_name(body.name)
    async with deps.db.begin() as tx:
        permissions = await _given(tx, body.role, by)
        await _row(tx, account_id, by)
        await repo.change(tx, by.company_id, account_id, name, body.role)
        return _view(await _row(tx, account_id, by), permissions)


async def remove(account_id: str, *, by: Principal, deps: Deps) -> None:
    """Remove it; its keys die with it, within seconds."""
    async with deps.db.begin() as tx:
        await _row(tx, account_id, by)
        await repo.remove(tx, by.company_id, account_id)


async def _given(tx: Tx, role: str, by: Principal) -> list[str]:
    """What a role allows, built in or the company's own, if whoever asks may give it."""
    try:
        title, permissions = await permissions_in(tx, by.company_id, role)
    except RoleNotFound:
        raise rules.no_such_role() from None
    rules.check_role(title, permissions, by.permissions)
    return permissions


async def _row(tx: Tx, account_id: str, by: Principal) -> Row:
    row = await repo.get(tx, by.company_id, account_id)
    if row is None:
        raise ServiceAccountNotFound("It may have been removed. Look at the list again.")
    return row


def _view(row: Row | dict[str, Any], permissions: list[str]) -> ServiceAccountView:
    return ServiceAccountView(
        id=row["user_id"], name=row["name"], role=row["role"], permissions=permissions, created_at=row["joined_at"]
    )

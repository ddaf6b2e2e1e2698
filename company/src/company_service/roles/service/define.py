"""The roles of a company: built in, and its own."""

from typing import Any

from company_service.companies import repo as companies
from company_service.deps import Deps
from company_service.live import say_access
from company_service.members import repo
from company_service.members.rules import permissions_of
from company_service.roles import problems, rules
from company_service.roles.schemas import PermissionView, RoleBody, RoleView
from contracts import ids
from contracts.events import AccessChanged
from contracts.permissions import ROLES
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page


async def permissions() -> Page[PermissionView]:
    """Everything that can be allowed."""
    return Page(items=rules.catalogue(), next=None)


async def list_all(*, by: Principal, deps: Deps) -> Page[RoleView]:
    """Every role of the company, the built-in ones first."""
    async with deps.db.read() as tx:
        counts = await repo.count_by_role(tx, by.company_id)
        own = await repo.own_roles(tx, by.company_id)
    built_in = [
        RoleView(
            name=name, title=rules.TITLES[name], description=rules.SENTENCES[name],
            permissions=permissions_of(name), built_in=True, members=counts.get(name, 0), version=1,
        )
        for name in ROLES
    ]  # fmt: skip
    return Page(items=[*built_in, *(_view(row, counts.get(row["id"], 0)) for row in own)], next=None)


async def create(body: RoleBody, *, by: Principal, deps: Deps) -> RoleView:
    """Make a role. Raises `RoleNameTaken`, `MoreThanYouMay`."""
    rules.check_permissions(body.permissions, by)
    now = deps.clock()
    row: dict[str, Any] = {
        "company_id": by.company_id, "id": deps.new_id(ids.ROLE), "version": 1, "created_at": now, **_values(body),
        "updated_at": now,
    }  # fmt: skip
    async with deps.db.begin() as tx:
        if len(await repo.own_roles(tx, by.company_id)) >= rules.MOST_ROLES:
            raise problems.TooManyRoles(f"You have {rules.MOST_ROLES}. Delete one that nobody needs.")
        await _check_name(tx, row["id"], body, by)
        if not await repo.insert_role(tx, row):
            raise problems.RoleNameTaken("Choose another name.")
    return _view(row, 0)


async def change(role_id: str, version: int, body: RoleBody, *, by: Principal, deps: Deps) -> RoleView:
    """Change a role, for everybody who has it at once. Raises `RoleChanged`, `MoreThanYouMay`."""
    rules.check_permissions(body.permissions, by)
    now = deps.clock()
    async with deps.db.begin() as tx:
        await companies.lock(tx, by.company_id)
        row = await _own(tx, role_id, by)
        # Who may less than a role can neither add to it nor take from it.
        rules.check_reach(row["permissions"], by)
        await _check_name(tx, role_id, body, by)
        changed = {**_values(body), "version": version + 1, "updated_at": now}
        if not await repo.update_role(tx, by.company_id, role_id, version, changed):
            raise problems.RoleChanged("Load it and make your change again.")
        counts = await repo.count_by_role(tx, by.company_id)
        access = await companies.access_changed(tx, by.company_id, now)
        tx.tell(_told("role_changed", role_id, access, by))
    await say_access(deps.bus, by.company_id, access)
    return _view({**row, **changed}, counts.get(role_id, 0))


async def delete(role_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete a role that nobody has. Raises `RoleInUse`."""
    async with deps.db.begin() as tx:
        await companies.lock(tx, by.company_id)
        row = await _own(tx, role_id, by)
        rules.check_reach(row["permissions"], by)
        if count := (await repo.count_by_role(tx, by.company_id)).get(role_id, 0):
            raise problems.RoleInUse(f"{count} {'member has' if count == 1 else 'members have'} it. Give them another.")
        await repo.delete_role(tx, by.company_id, role_id)
        access = await companies.access_changed(tx, by.company_id, deps.clock())
        tx.tell(_told("role_deleted", role_id, access, by))


async def permissions_in(tx: Tx, company_id: str, role: str) -> tuple[str, list[str]]:
    """A role's title and permissions. Raises `RoleNotFound`."""
    if role in ROLES:
        return rules.TITLES[role], permissions_of(role)
    row = await repo.own_role(tx, company_id, role)
    if row is None:
        raise problems.RoleNotFound("Choose one from the list of roles.")
    return row["name"], permissions_of(role, row["permissions"])


async def _check_name(tx: Tx, role_id: str, body: RoleBody, by: Principal) -> None:
    key = rules.name_key(body.title)
    built_in = {rules.name_key(title) for title in (*rules.TITLES.values(), *rules.TITLES)}
    if key in built_in or await repo.role_named(tx, by.company_id, key) not in {None, role_id}:
        raise problems.RoleNameTaken("Choose another name.")


async def _own(tx: Tx, role_id: str, by: Principal) -> Row:
    if role_id in ROLES:
        raise problems.BuiltInRole("Make a role of your own with the permissions you want.")
    row = await repo.own_role(tx, by.company_id, role_id)
    if row is None:
        raise problems.RoleNotFound("Choose one from the list of roles.")
    return row


def _values(body: RoleBody) -> dict[str, Any]:
    return {
        "name": body.title, "name_key": rules.name_key(body.title), "description": body.description,
        "permissions": sorted(set(body.permissions)),
    }  # fmt: skip


def _told(what: str, role_id: str, version: int, by: Principal) -> AccessChanged:
    return AccessChanged.model_validate(
        {"company_id": by.company_id, "version": version, "by": by.user_id, "what": what, "subject": role_id}
    )


def _view(row: Row, members: int) -> RoleView:
    return RoleView(
        name=row["id"], title=row["name"], description=row["description"],
        permissions=permissions_of(row["id"], row["permissions"]), built_in=False, members=members,
        version=row["version"],
    )  # fmt: skip

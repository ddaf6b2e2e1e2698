"""The roles that groups of the directory give, by the table that single sign-on has for the groups of its claims."""

from collections.abc import Collection, Mapping, Sequence

from auth_service.accounts import repo as accounts_repo
from auth_service.deps import Deps
from auth_service.providers import rules as mapping
from auth_service.providers import service as providers
from auth_service.provisioning import repo
from auth_service.provisioning.rules.standing import names_of
from contracts.company import MemberOfProvider, Membership
from kernel.db import Row


async def admit(company_id: str, account: Row, role: str | None, deps: Deps, *, readmits: bool = False) -> Membership:
    """Let the holder of an account be a member, in a role or in the one they have."""
    provider = await providers.of(company_id, deps)
    asked = MemberOfProvider(
        company_id=company_id,
        user_id=account["id"],
        email=account["email"],
        user_name=account["name"],
        role=role,
        default_role=provider["default_role"],
        readmits=readmits,
    )
    return await deps.company.admit(asked)


async def said(company_id: str, user_id: str, deps: Deps) -> Collection[str] | None:
    """The names of somebody's groups in the directory; None where it tells of no groups, or not of this person."""
    async with deps.db.read() as tx:
        row = await repo.person_of(tx, company_id, user_id)
        if row is None or not await repo.count_groups(tx, company_id):
            return None
        return names_of((await repo.groups_with(tx, company_id, [row["id"]]))[row["id"]])


async def give(company_id: str, groups: Mapping[str, Sequence[Mapping[str, object]]], deps: Deps) -> None:
    """Give people the roles of the groups they are in from now on, each where they are a member and let in."""
    provider = await providers.of(company_id, deps)
    async with deps.db.read() as tx:
        people = await repo.known(tx, company_id, list(groups))
        holders = {each["id"]: await accounts_repo.get(tx, each["user_id"]) for each in people.values()}
    for person_id, row in people.items():
        role = mapping.role_of(names_of(groups[person_id]), provider["roles"], provider["default_role"])
        account = holders[person_id]
        if role is not None and account is not None and row["active"]:
            await admit(company_id, account, role, deps)

"""Members for whom the company's identity provider vouches: let in, in the role that its groups give, or kept out."""

from company_service.companies import repo as companies
from company_service.companies import service as of_companies
from company_service.companies.problems import CompanyNotFound
from company_service.deps import Deps
from company_service.live import say_access
from company_service.members import repo
from company_service.members.rules import OWNER
from company_service.roles import problems
from company_service.roles.schemas import ProvidedBody
from company_service.roles.service.define import permissions_in
from company_service.roles.service.standing import changing, keep_an_owner
from contracts.company import Membership
from contracts.events import AccessChanged, MemberJoined
from kernel.db import Row, Tx
from kernel.identity import Principal


async def admit(body: ProvidedBody, *, deps: Deps) -> Membership:
    """Let the person be a member, with the role their groups give now. Owners stay owners, whatever groups say.

    Who was deactivated comes in again only when the company's directory says so.

    Raises `Deactivated`, `RoleNotFound`, `OwnersOnly`.
    """
    version = None
    async with deps.db.begin() as tx:
        if await companies.lock(tx, body.company_id) is None:
            raise CompanyNotFound("Ask whoever runs this installation.")
        member = await repo.get(tx, body.company_id, body.user_id)
        if member is None:
            await _join(tx, body, deps)
        elif member["deactivated_at"] is not None and not body.readmits:
            raise problems.Deactivated("Ask an administrator of the company to let you in again.")
        elif changed := await _changed(tx, member, body):
            version = await _change(tx, member, changed, deps)
    if version is not None:
        await say_access(deps.bus, body.company_id, version)
    mine = await of_companies.memberships(body.user_id, deps=deps)
    return next(each for each in mine if each.company_id == body.company_id)


async def keep_out(user_id: str, *, by: Principal, deps: Deps) -> None:
    """Deactivate a member because the company's directory says so. Raises `LastOwner`."""
    async with changing("member_changed", user_id, by, deps) as tx:
        member = await repo.get(tx, by.company_id, user_id)
        if member is not None and member["deactivated_at"] is None:
            await keep_an_owner(tx, member)
            await repo.update(tx, by.company_id, user_id, {"deactivated_at": deps.clock()})


async def dismiss(user_id: str, *, by: Principal, deps: Deps) -> None:
    """Let somebody be a member no longer because the company's directory forgot them. Raises `LastOwner`."""
    async with changing("member_removed", user_id, by, deps) as tx:
        member = await repo.get(tx, by.company_id, user_id)
        if member is not None:
            await keep_an_owner(tx, member)
            await repo.delete(tx, by.company_id, user_id)


async def _join(tx: Tx, body: ProvidedBody, deps: Deps) -> None:
    role = await _given(tx, body.company_id, body.role or body.default_role)
    row = {
        "company_id": body.company_id, "user_id": body.user_id, "name": body.user_name, "email": body.email,
        "role": role, "joined_at": deps.clock(), "deactivated_at": None,
    }  # fmt: skip
    await repo.insert(tx, row)
    tx.tell(MemberJoined(company_id=body.company_id, user_id=body.user_id, role=role))


async def _changed(tx: Tx, member: Row, body: ProvidedBody) -> dict[str, object]:
    """What becomes another: the role, unless they own the company, and whether they are kept out."""
    changed: dict[str, object] = {}
    if body.role not in {None, member["role"]} and member["role"] != OWNER:
        changed["role"] = await _given(tx, member["company_id"], body.role or "")
    if member["deactivated_at"] is not None:
        changed["deactivated_at"] = None
    return changed


async def _change(tx: Tx, member: Row, changed: dict[str, object], deps: Deps) -> int:
    company_id, user_id = member["company_id"], member["user_id"]
    await repo.update(tx, company_id, user_id, changed)
    version = await companies.access_changed(tx, company_id, deps.clock())
    tx.tell(AccessChanged(company_id=company_id, version=version, what="member_changed", subject=user_id))
    return version


async def _given(tx: Tx, company_id: str, role: str) -> str:
    if role == OWNER:
        raise problems.OwnersOnly("An owner is made by another owner, never by a provider.")
    await permissions_in(tx, company_id, role)
    return role

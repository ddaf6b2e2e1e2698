"""Members for whom the company's identity provider vouches: let in, in the role that its groups give."""

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
from contracts.company import Membership
from contracts.events import AccessChanged, MemberJoined
from kernel.db import Row, Tx


async def admit(body: ProvidedBody, *, deps: Deps) -> Membership:
    """Let the person be a member, with the role their groups give now. Owners stay owners, whatever groups say.

    Raises `Deactivated`, `RoleNotFound`, `OwnersOnly`.
    """
    version = None
    async with deps.db.begin() as tx:
        if await companies.lock(tx, body.company_id) is None:
            raise CompanyNotFound("Ask whoever runs this installation.")
        member = await repo.get(tx, body.company_id, body.user_id)
        if member is None:
            await _join(tx, body, deps)
        elif member["deactivated_at"] is not None:
            raise problems.Deactivated("Ask an administrator of the company to let you in again.")
        elif body.role not in {None, member["role"]} and member["role"] != OWNER:
            version = await _change(tx, member, body.role or "", deps)
    if version is not None:
        await say_access(deps.bus, body.company_id, version)
    mine = await of_companies.memberships(body.user_id, deps=deps)
    return next(each for each in mine if each.company_id == body.company_id)


async def _join(tx: Tx, body: ProvidedBody, deps: Deps) -> None:
    role = await _given(tx, body.company_id, body.role or body.default_role)
    row = {
        "company_id": body.company_id, "user_id": body.user_id, "name": body.user_name, "email": body.email,
        "role": role, "joined_at": deps.clock(), "deactivated_at": None,
    }  # fmt: skip
    await repo.insert(tx, row)
    tx.tell(MemberJoined(company_id=body.company_id, user_id=body.user_id, role=role))


async def _change(tx: Tx, member: Row, role: str, deps: Deps) -> int:
    company_id, user_id = member["company_id"], member["user_id"]
    await repo.update(tx, company_id, user_id, {"role": await _given(tx, company_id, role)})
    version = await companies.access_changed(tx, company_id, deps.clock())
    tx.tell(AccessChanged(company_id=company_id, version=version, what="member_changed", subject=user_id))
    return version


async def _given(tx: Tx, company_id: str, role: str) -> str:
    if role == OWNER:
        raise problems.OwnersOnly("An owner is made by another owner, never by a provider.")
    await permissions_in(tx, company_id, role)
    return role

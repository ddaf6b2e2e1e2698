"""Who deletes their account leaves every company at once, unless one of them would be left without an owner."""

from company_service.companies import repo as companies
from company_service.deps import Deps
from company_service.live import say_access
from company_service.members import repo
from company_service.members.rules import OWNER
from contracts.events import AccessChanged
from kernel.db import Row, Tx


async def depart(user_id: str, *, deps: Deps) -> list[str]:
    """Let the person be in no company any more; or, changing nothing, name the companies that need them as owner.

    Every company is locked while that is found out, so that two owners who leave at once do not both leave.
    """
    versions: dict[str, int] = {}
    async with deps.db.begin() as tx:
        for row in sorted(await companies.memberships(tx, user_id), key=lambda each: str(each["company_id"])):
            await companies.lock(tx, row["company_id"])
        mine = await companies.memberships(tx, user_id)
        if needing := [str(row["name"]) for row in mine if await _needs(tx, row, user_id)]:
            return needing
        for row in mine:
            company_id = str(row["company_id"])
            await repo.delete(tx, company_id, user_id)
            versions[company_id] = version = await companies.access_changed(tx, company_id, deps.clock())
            told = {"company_id": company_id, "version": version, "what": "member_removed", "subject": user_id}
            tx.tell(AccessChanged.model_validate({**told, "by": user_id}))
    for company_id, version in versions.items():
        await say_access(deps.bus, company_id, version)
    return []


async def _needs(tx: Tx, row: Row, user_id: str) -> bool:
    """Whether there would be people in the company, but no owner."""
    if row["role"] != OWNER:
        return False
    others = {role for who, role in await repo.people(tx, row["company_id"]) if who != user_id}
    return bool(others) and OWNER not in others

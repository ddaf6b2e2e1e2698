"""Finds whom a key stands for, and notes, many at once, when keys were used."""

from auth_service.apikeys import repo, rules
from auth_service.apikeys.schemas import Holder, Presented
from auth_service.apikeys.service.directory import PERMISSION, is_directory
from auth_service.deps import Deps
from kernel.db import Row


async def exchange(body: Presented, *, deps: Deps) -> list[Holder]:
    """Whom the key stands for at this moment; nobody when it is over, or its holder is no longer a member."""
    async with deps.db.read() as tx:
        row = await repo.by_hash(tx, rules.digest(body.key))
    now = deps.clock()
    if row is None or rules.state(row, now) != "active":
        return []
    standing = await _standing(row, deps)
    if standing is None:
        return []
    role, permissions = standing
    deps.key_uses[row["id"]] = (now, body.address[:60])
    return [
        Holder(
            kind="user",
            company_id=row["company_id"],
            user_id=row["user_id"],
            role=role,
            permissions=sorted(permissions),
            key_id=row["id"],
        )
    ]


async def _standing(row: Row, deps: Deps) -> tuple[str, set[str]] | None:
    """The role of a key's holder, and what the key may; a directory has no role, and may what its token says."""
    scopes = set(row["scopes"])
    if is_directory(row["user_id"]):
        return "", scopes & {PERMISSION}
    for place in await deps.company.memberships(row["user_id"]):
        if place.company_id == row["company_id"]:
            return place.role, scopes & set(place.permissions)
    return None


async def write_uses(deps: Deps) -> None:
    """Write when keys were used since the last time."""
    uses = dict(deps.key_uses)
    if uses:
        async with deps.db.begin() as tx:
            await repo.used(tx, uses)
    for key_id, use in uses.items():
        if deps.key_uses.get(key_id) == use:
            del deps.key_uses[key_id]

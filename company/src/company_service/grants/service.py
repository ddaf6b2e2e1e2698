"""What somebody may do with a restricted resource."""

from collections.abc import Sequence

from company_service.grants import repo
from contracts.access import HEADS, Level, level_of, needed, suffices
from kernel.db import Tx
from kernel.identity import Principal


async def level(tx: Tx, resource: str, by: Principal) -> Level | None:
    """What somebody may do with a resource: anything (`edit`) when it is open."""
    if sees_all(by):
        return "edit"
    shared = await repo.shared(tx, by.company_id, resource)
    if shared is None or not shared["restricted"]:
        return "edit"
    return level_of(await repo.of(tx, by.company_id, [resource]), by)


async def hidden(tx: Tx, by: Principal, wanted: Level = "read") -> Sequence[str]:
    """The restricted resources with which somebody may not do that much."""
    if sees_all(by):
        return ()
    restricted = await repo.restricted(tx, by.company_id)
    if not restricted:
        return ()
    mine = await repo.to(tx, by.company_id, [by.user_id or "", f"role:{by.role}"])
    enough = {row["resource"] for row in mine if suffices(row["level"], wanted)}
    return [each for each in restricted if each not in enough]


async def may(tx: Tx, resource: str, permission: str, by: Principal) -> bool:
    """Whether nothing about this resource keeps somebody from what the permission is for."""
    return suffices(await level(tx, resource, by), needed(permission))


def sees_all(by: Principal) -> bool:
    """Whether grants do not matter to this principal."""
    return by.kind == "service" or by.role in HEADS

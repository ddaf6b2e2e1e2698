"""Every query on what directories said, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from auth_service.provisioning.rules.standing import Part, Sought
from auth_service.provisioning.tables import belonging, groups, people
from kernel.db import Row, Tx

_BATCH = 500


async def person(tx: Tx, company_id: str, person_id: str, *, hold: bool = False) -> Row | None:
    """One person; `hold` keeps them from changing until the commit."""
    query = sa.select(people).where(people.c.company_id == company_id, people.c.id == person_id)
    return await tx.one_or_none(query.with_for_update() if hold else query)


async def person_named(tx: Tx, company_id: str, user_name: str) -> Row | None:
    """The person with this address."""
    return await tx.one_or_none(
        sa.select(people).where(people.c.company_id == company_id, people.c.user_name == user_name)
    )


async def person_of(tx: Tx, company_id: str, user_id: str) -> Row | None:
    """The person whose account this is."""
    return await tx.one_or_none(sa.select(people).where(people.c.company_id == company_id, people.c.user_id == user_id))


async def find_people(tx: Tx, company_id: str, sought: Sought | None, part: Part | None = None) -> Sequence[Row]:
    """People in the order they came."""
    query = sa.select(people).where(people.c.company_id == company_id).order_by(people.c.id)
    if sought:
        query = query.where(people.c[sought.column] == sought.value)
    return await tx.all(query.offset(part.skip).limit(part.most) if part else query)


async def find_groups(tx: Tx, company_id: str, sought: Sought | None, part: Part | None = None) -> Sequence[Row]:
    """Groups in the order they came."""
    query = sa.select(groups).where(groups.c.company_id == company_id).order_by(groups.c.id)
    if sought:
        query = query.where(groups.c[sought.column] == sought.value)
    return await tx.all(query.offset(part.skip).limit(part.most) if part else query)


async def count_people(tx: Tx, company_id: str) -> int:
    """How many people there are."""
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(people).where(people.c.company_id == company_id)))


async def count_groups(tx: Tx, company_id: str) -> int:
    """How many groups there are."""
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(groups).where(groups.c.company_id == company_id)))


async def known(tx: Tx, company_id: str, person_ids: Collection[str]) -> dict[str, Row]:
    """Which of these people there are."""
    found: dict[str, Row] = {}
    ids = list(person_ids)
    for start in range(0, len(ids), _BATCH):
        some = people.c.id.in_(ids[start : start + _BATCH])
        rows = await tx.all(sa.select(people).where(people.c.company_id == company_id, some))
        found |= {row["id"]: row for row in rows}
    return found


async def add_person(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a person (`row` names its `company_id`), unless address or account is there already."""
    return await tx.insert_if_absent(people, row)


async def change_person(tx: Tx, company_id: str, person_id: str, values: Mapping[str, Any]) -> None:
    """Change what is known of a person."""
    mine = (people.c.company_id == company_id) & (people.c.id == person_id)
    await tx.execute(sa.update(people).where(mine).values(**values))


async def remove_person(tx: Tx, company_id: str, person_id: str) -> None:
    """Forget a person."""
    mine = (belonging.c.company_id == company_id) & (belonging.c.person_id == person_id)
    await tx.execute(sa.delete(belonging).where(mine))
    await tx.execute(sa.delete(people).where(people.c.company_id == company_id, people.c.id == person_id))


async def group(tx: Tx, company_id: str, group_id: str, *, hold: bool = False) -> Row | None:
    """One group; `hold` keeps it from changing until the commit."""
    query = sa.select(groups).where(groups.c.company_id == company_id, groups.c.id == group_id)
    return await tx.one_or_none(query.with_for_update() if hold else query)


async def add_group(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a group (`row` names its `company_id`)."""
    await tx.execute(sa.insert(groups).values(**row))


async def change_group(tx: Tx, company_id: str, group_id: str, values: Mapping[str, Any]) -> None:
    """Change what is known of a group."""
    mine = (groups.c.company_id == company_id) & (groups.c.id == group_id)
    await tx.execute(sa.update(groups).where(mine).values(**values))


async def remove_group(tx: Tx, company_id: str, group_id: str) -> None:
    """Forget a group."""
    mine = (belonging.c.company_id == company_id) & (belonging.c.group_id == group_id)
    await tx.execute(sa.delete(belonging).where(mine))
    await tx.execute(sa.delete(groups).where(groups.c.company_id == company_id, groups.c.id == group_id))


async def people_in(tx: Tx, company_id: str, group_id: str) -> list[str]:
    """Who is in a group."""
    mine = (belonging.c.company_id == company_id) & (belonging.c.group_id == group_id)
    rows = await tx.all(sa.select(belonging.c.person_id).where(mine).order_by(belonging.c.person_id))
    return [row["person_id"] for row in rows]


async def groups_with(tx: Tx, company_id: str, person_ids: Collection[str]) -> dict[str, list[Row]]:
    """The groups of each of these people, by person."""
    found: dict[str, list[Row]] = {each: [] for each in person_ids}
    same = (groups.c.id == belonging.c.group_id) & (groups.c.company_id == belonging.c.company_id)
    joined = sa.select(belonging.c.person_id, groups).join(groups, same)
    ids = list(person_ids)
    for start in range(0, len(ids), _BATCH):
        some = belonging.c.person_id.in_(ids[start : start + _BATCH])
        for row in await tx.all(joined.where(belonging.c.company_id == company_id, some).order_by(groups.c.id)):
            found[row["person_id"]].append(row)
    return found


async def put_in(tx: Tx, company_id: str, group_id: str, person_ids: Collection[str]) -> None:
    """Let people be in a group."""
    rows = [{"company_id": company_id, "group_id": group_id, "person_id": each} for each in person_ids]
    if rows:
        await tx.execute(sa.insert(belonging), rows)


async def take_out(tx: Tx, company_id: str, group_id: str, person_ids: Collection[str]) -> None:
    """Let people be in a group no longer."""
    ids = list(person_ids)
    for start in range(0, len(ids), _BATCH):
        some = belonging.c.person_id.in_(ids[start : start + _BATCH])
        mine = (belonging.c.company_id == company_id) & (belonging.c.group_id == group_id)
        await tx.execute(sa.delete(belonging).where(mine, some))


async def forget(tx: Tx, company_id: str) -> None:
    """Forget all of a company that is gone."""
    await tx.execute(sa.delete(belonging).where(belonging.c.company_id == company_id))
    await tx.execute(sa.delete(groups).where(groups.c.company_id == company_id))
    await tx.execute(sa.delete(people).where(people.c.company_id == company_id))


# across companies: who deletes their account is in no company's list any more
async def forget_user(tx: Tx, user_id: str) -> None:
    """Forget somebody whose account is gone."""
    theirs = sa.select(people.c.id).where(people.c.user_id == user_id)
    await tx.execute(sa.delete(belonging).where(belonging.c.person_id.in_(theirs)))
    await tx.execute(sa.delete(people).where(people.c.user_id == user_id))

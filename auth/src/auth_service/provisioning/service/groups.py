"""Groups: who is put into one, or taken out, has the role of their groups at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ScimFilter,
)
from scim2_server.storage import SearchPage

from auth_service.deps import Deps
from auth_service.provisioning import repo
from auth_service.provisioning.rules import standing, words
from auth_service.provisioning.schemas import Group, GroupMember
from auth_service.provisioning.service import roles
from contracts import ids
from kernel.db import Row, Tx


@dataclass(frozen=True)
class Groups:
    """The groups of one company."""

    company_id: str
    deps: Deps

    async def get(self, group_id: str) -> Group:
        """One of them. Raises `NotFoundException`."""
        async with self.deps.db.read() as tx:
            return await self._view(tx, await self._held(tx, group_id, None))

    async def part(self, part: standing.Part) -> SearchPage:
        """A part of the list of all."""
        async with self.deps.db.read() as tx:
            rows = await repo.find_groups(tx, self.company_id, None, part)
            found = [await self._view(tx, row) for row in rows]
            return SearchPage(await repo.count_groups(tx, self.company_id), list(found))

    async def candidates(self, asked: ScimFilter[Any] | None) -> Sequence[Group]:
        """Those a filter may fit."""
        async with self.deps.db.read() as tx:
            rows = await repo.find_groups(tx, self.company_id, words.sought(asked, is_person=False))
            return [await self._view(tx, row) for row in rows]

    async def create(self, resource: Resource[Any]) -> Group:
        """Make a group. Its people get its role before anybody is told that it is there."""
        group, now = cast("Group", resource), self.deps.clock()
        row: dict[str, Any] = {
            "id": self.deps.new_id(ids.DIRECTORY_GROUP),
            "company_id": self.company_id,
            "created_at": now,
            "version": 1,
            **self._values(group),
        }
        inside = await self._checked(group, ())
        await self._give(row, inside, inside)
        async with self.deps.db.begin() as tx:
            await repo.add_group(tx, row)
            await repo.put_in(tx, self.company_id, row["id"], inside)
            return await self._view(tx, row)

    async def update(self, resource: Resource[Any], expected: str | None) -> Group:
        """Let a group be so from now on."""
        group, group_id = cast("Group", resource), resource.id or ""
        async with self.deps.db.read() as tx:
            row = await self._held(tx, group_id, expected)
            before = set(await repo.people_in(tx, self.company_id, group_id))
        inside = await self._checked(group, before)
        values = self._values(group) | {"version": row["version"] + 1}
        is_named_so = standing.names_of([values]) == standing.names_of([row])
        await self._give({**row, **values}, inside, before ^ inside if is_named_so else before | inside)
        async with self.deps.db.begin() as tx:
            await self._held(tx, group_id, expected, hold=True)
            await repo.change_group(tx, self.company_id, group_id, values)
            await repo.take_out(tx, self.company_id, group_id, before - inside)
            await repo.put_in(tx, self.company_id, group_id, inside - before)
            return await self._view(tx, {**row, **values})

    async def delete(self, group_id: str, expected: str | None) -> None:
        """Forget a group; its people have the roles of their other groups then."""
        async with self.deps.db.read() as tx:
            row = await self._held(tx, group_id, expected)
            before = await repo.people_in(tx, self.company_id, group_id)
        await self._give(row, (), before)
        async with self.deps.db.begin() as tx:
            await repo.remove_group(tx, self.company_id, group_id)

    async def _give(self, row: Row | dict[str, Any], inside: Collection[str], changed: Collection[str]) -> None:
        """Give those for whom something changes the roles of their groups, this one as it will be."""
        async with self.deps.db.read() as tx:
            groups = await repo.groups_with(tx, self.company_id, changed)
        others = {who: [each for each in theirs if each["id"] != row["id"]] for who, theirs in groups.items()}
        after = {who: [*theirs, row] if who in inside else theirs for who, theirs in others.items()}
        if after:
            await roles.give(self.company_id, after, self.deps)

    async def _checked(self, group: Group, before: Collection[str]) -> set[str]:
        """The people to be in a group. Raises `InvalidValueException` when the directory never told of one."""
        inside = {each.value for each in group.members or [] if each.value}
        async with self.deps.db.read() as tx:
            fresh = inside - set(before)
            unknown = fresh - set(await repo.known(tx, self.company_id, fresh))
        if unknown:
            raise InvalidValueException(
                detail=f"There is no user with the id {min(unknown)[:60]}. Members of a group are users that were "
                "provisioned before; groups in groups are not kept."
            )
        return inside

    async def _held(self, tx: Tx, group_id: str, expected: str | None, *, hold: bool = False) -> Row:
        row = await repo.group(tx, self.company_id, group_id, hold=hold)
        if row is None:
            raise NotFoundException(detail="There is no such group.")
        if expected is not None and expected != words.etag(row):
            raise PreconditionFailedException(detail="The group was changed meanwhile. Read it again.")
        return row

    def _values(self, group: Group) -> dict[str, Any]:
        name = (group.display_name or "").strip()
        if not name or len(name) > words.LONGEST:
            raise InvalidValueException(detail=f"displayName must have 1 to {words.LONGEST} characters.")
        external_id = words.checked_external_id(group)
        return {"name": name, "external_id": external_id, "updated_at": self.deps.clock()}

    async def _view(self, tx: Tx, row: Row | dict[str, Any]) -> Group:
        members = [
            GroupMember(value=each, ref=f"Users/{each}")  # pyright: ignore[reportArgumentType] - text becomes a reference
            for each in await repo.people_in(tx, self.company_id, row["id"])
        ]
        group = Group(display_name=row["name"], members=members or None)
        group.id, group.external_id = row["id"], row["external_id"]
        group.meta = Meta(
            resource_type="Group", created=row["created_at"], last_modified=row["updated_at"], version=words.etag(row)
        )
        return group

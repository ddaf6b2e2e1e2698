"""People: whom the directory names is a member, whom it deactivates is out within seconds, whom it forgets leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ScimFilter,
    UniquenessException,
)
from scim2_models.resources.user import GroupMembership
from scim2_server.storage import SearchPage

from auth_service.accounts import repo as accounts_repo
from auth_service.accounts import service as accounts
from auth_service.accounts.rules import known_email
from auth_service.deps import Deps
from auth_service.providers import rules as domains
from auth_service.providers import service as providers
from auth_service.provisioning import repo
from auth_service.provisioning.rules import standing, words
from auth_service.provisioning.schemas import User
from auth_service.provisioning.service import roles, vouching
from auth_service.sessions import service as sessions
from contracts import ids
from kernel.db import Row, Tx

_KEPT_APART = ("id", "meta", "schemas", "groups")


@dataclass(frozen=True)
class People:
    """The people of one company."""

    company_id: str
    deps: Deps

    async def get(self, person_id: str) -> User:
        """One of them. Raises `NotFoundException`."""
        async with self.deps.db.read() as tx:
            row = await repo.person(tx, self.company_id, person_id)
            if row is None:
                raise NotFoundException(detail="There is no such user.")
            return (await self._views(tx, [row]))[0]

    async def part(self, part: standing.Part) -> SearchPage:
        """A part of the list of all."""
        async with self.deps.db.read() as tx:
            rows = await repo.find_people(tx, self.company_id, None, part)
            return SearchPage(await repo.count_people(tx, self.company_id), list(await self._views(tx, rows)))

    async def candidates(self, asked: ScimFilter[Any] | None) -> Sequence[User]:
        """Those a filter may fit."""
        async with self.deps.db.read() as tx:
            rows = await repo.find_people(tx, self.company_id, words.sought(asked, is_person=True))
            return await self._views(tx, rows)

    async def create(self, resource: Resource[Any]) -> User:
        """Make somebody a member; an account there is already, also of a member, is taken as theirs."""
        user, now = cast("User", resource), self.deps.clock()
        email = await self._address(user)
        async with self.deps.db.read() as tx:
            await self._must_be_free(tx, email, "")
        account = await vouching.account(email, words.name_of(user, email), self.company_id, None, self.deps)
        user.active = is_active = user.active is not False
        await self._let(account, is_active=is_active)
        row: dict[str, Any] = {
            "id": self.deps.new_id(ids.DIRECTORY_PERSON),
            "company_id": self.company_id,
            "user_id": account["id"],
            "created_at": now,
            "version": 1,
            **self._values(user, email, is_active=is_active),
        }
        async with self.deps.db.begin() as tx:
            if not await repo.add_person(tx, row):
                raise UniquenessException(detail="This person is provisioned already, with another userName.")
            return (await self._views(tx, [row]))[0]

    async def update(self, resource: Resource[Any], expected: str | None) -> User:
        """Follow what the directory says of somebody now. What it leaves open of their being active stays."""
        user, person_id = cast("User", resource), resource.id or ""
        async with self.deps.db.read() as tx:
            row = await self._held(tx, person_id, expected)
            account = await accounts_repo.get(tx, row["user_id"])
        email = await self._address(user) if known_email(user.user_name or "") != row["user_name"] else row["user_name"]
        is_active = bool(row["active"]) if user.active is None else user.active
        async with self.deps.db.read() as tx:
            await self._must_be_free(tx, email, person_id)
        if account is not None and is_active != row["active"]:
            await self._let(account, is_active=is_active)
        values = self._values(user, email, is_active=is_active) | {"version": row["version"] + 1}
        async with self.deps.db.begin() as tx:
            await self._held(tx, person_id, expected, hold=True)
            await self._must_be_free(tx, email, person_id)
            # Who gave the account an address of their own meanwhile is followed no longer.
            if account is not None and account["email"] == row["user_name"]:
                await self._rename(tx, account, email, words.name_of(user, email))
            await repo.change_person(tx, self.company_id, person_id, values)
            if not is_active:
                await self._end_sessions(tx, row["user_id"])
            return (await self._views(tx, [{**row, **values}]))[0]

    async def delete(self, person_id: str, expected: str | None) -> None:
        """Let somebody be a member no longer. Their account is theirs, and what they made stays."""
        async with self.deps.db.read() as tx:
            row = await self._held(tx, person_id, expected)
        await self.deps.company.dismiss(self.company_id, row["user_id"])
        async with self.deps.db.begin() as tx:
            await repo.remove_person(tx, self.company_id, person_id)
            await self._end_sessions(tx, row["user_id"])

    async def _must_be_free(self, tx: Tx, email: str, person_id: str) -> None:
        same = await repo.person_named(tx, self.company_id, email)
        if same is not None and same["id"] != person_id:
            raise UniquenessException(detail=f"There is a user with the userName {email} already.")

    async def _address(self, user: User) -> str:
        """The address somebody signs in with. Raises `InvalidValueException`."""
        email = known_email(user.user_name or "")
        if not email:
            raise InvalidValueException(detail="userName must be the e-mail address that the person signs in with.")
        if not await providers.has_domain(self.company_id, email, self.deps):
            raise InvalidValueException(
                detail=f"The domain {domains.domain_of(email)} is not confirmed for this company. An owner adds it "
                "under Settings, Single sign-on."
            )
        return email

    async def _let(self, account: Row, *, is_active: bool) -> None:
        """Let somebody into the company, or keep them out."""
        if is_active:
            await roles.admit(self.company_id, account, None, self.deps, readmits=True)
        else:
            await self.deps.company.keep_out(self.company_id, account["id"])

    async def _rename(self, tx: Tx, account: Row, email: str, name: str) -> None:
        if email != account["email"] and await accounts_repo.by_email(tx, email):
            raise UniquenessException(detail=f"There is another account with the address {email}.")
        if (email, name) != (account["email"], account["name"]):
            await accounts.rename(tx, account, email, name)

    async def _end_sessions(self, tx: Tx, user_id: str) -> None:
        await sessions.revoke_in(tx, self.company_id, user_id, "ended by the directory", self.deps)

    async def _held(self, tx: Tx, person_id: str, expected: str | None, *, hold: bool = False) -> Row:
        row = await repo.person(tx, self.company_id, person_id, hold=hold)
        if row is None:
            raise NotFoundException(detail="There is no such user.")
        if expected is not None and expected != words.etag(row):
            raise PreconditionFailedException(detail="The user was changed meanwhile. Read it again.")
        return row

    def _values(self, user: User, email: str, *, is_active: bool) -> dict[str, Any]:
        document = {key: value for key, value in user.model_dump().items() if key not in _KEPT_APART}
        return {
            "user_name": email,
            "name": words.name_of(user, email),
            "external_id": words.checked_external_id(user),
            "active": is_active,
            "document": document,
            "updated_at": self.deps.clock(),
        }

    async def _views(self, tx: Tx, rows: Sequence[Row | dict[str, Any]]) -> list[User]:
        groups = await repo.groups_with(tx, self.company_id, [row["id"] for row in rows])
        return [_view(row, groups[row["id"]]) for row in rows]


def _view(row: Row | dict[str, Any], groups: Sequence[Row]) -> User:
    user = User.model_validate({"schemas": [str(User.__schema__)], **row["document"]})
    user.id = row["id"]
    user.groups = [
        GroupMembership(value=each["id"], ref=f"Groups/{each['id']}", display=each["name"], type="direct")  # pyright: ignore[reportArgumentType] - text becomes a reference
        for each in groups
    ] or None
    user.meta = Meta(
        resource_type="User", created=row["created_at"], last_modified=row["updated_at"], version=words.etag(row)
    )
    return user

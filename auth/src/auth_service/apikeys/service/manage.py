"""Makes, lists, rotates and revokes keys."""

from typing import Any

from auth_service.apikeys import repo, rules
from auth_service.apikeys.problems import KeyIsOver, KeyNotFound, NotYours, OnlyPeopleManageKeys, TooManyKeys
from auth_service.apikeys.schemas import KeyMade, KeyRules, KeyView, NewKey, Rotation
from auth_service.apikeys.service.revocations import Revocations
from auth_service.deps import Deps
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import KEY_PREFIX, Principal
from kernel.paging import Page, Paging, page

_MANAGES = "member.manage"


async def key_rules(*, deps: Deps) -> KeyRules:
    """What keys may be here."""
    return KeyRules(usual_days=rules.USUAL_DAYS, longest_days=deps.longest_key_days or None)


async def list_page(user_id: str | None, paging: Paging, *, by: Principal, deps: Deps) -> Page[KeyView]:
    """One's own keys, or a service account's, newest first."""
    holder = _holder(user_id, by)
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, holder, paging)
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: _view(row, deps))


async def make(body: NewKey, *, by: Principal, deps: Deps) -> KeyMade:
    """Make a key, with no more permissions than both its maker and its holder have."""
    holder = _holder(body.user_id, by)
    may = set(by.permissions) & set(await _permissions(holder, by, deps))
    name = rules.check(body, may, deps.longest_key_days)
    key = KEY_PREFIX + deps.new_token()
    async with deps.db.begin() as tx:
        if await repo.count(tx, by.company_id, holder, deps.clock()) >= rules.MOST_KEYS:
            raise TooManyKeys(f"Revoke one first: {rules.MOST_KEYS} is the most.")
        row = row_of(key, name, body, holder, by, deps)
        await repo.add(tx, row)
    return KeyMade(key=key, view=_view(row, deps))


async def rotate(key_id: str, body: Rotation, *, by: Principal, deps: Deps) -> KeyMade:
    """Make a key that may what this one may; this one ends after a while."""
    async with deps.db.read() as tx:
        there = await _mine(tx, key_id, by)
    days = rules.life(there["created_at"], there["expires_at"])
    asked = NewKey(name=there["name"], scopes=there["scopes"], expires_in_days=days, user_id=there["user_id"])
    may = set(by.permissions) & set(await _permissions(there["user_id"], by, deps))
    rules.check(asked, may, deps.longest_key_days)
    key = KEY_PREFIX + deps.new_token()
    row = row_of(key, there["name"], asked, there["user_id"], by, deps)
    now = deps.clock()
    async with deps.db.begin() as tx:
        held = await repo.get(tx, by.company_id, key_id, hold=True)
        if held is None or rules.state(held, now) != "active":
            raise KeyIsOver("It cannot be replaced. Make a new key instead.")
        await repo.expire(tx, by.company_id, key_id, rules.end_of_overlap(held["expires_at"], now, body.overlap_hours))
        await repo.add(tx, row)
    return KeyMade(key=key, view=_view(row, deps))


async def revoke(key_id: str, *, by: Principal, deps: Deps) -> None:
    """End a key; every service heeds it within seconds. Once more does nothing."""
    async with deps.db.read() as tx:
        await _mine(tx, key_id, by)
    # First where no restored backup reaches it: a key that is on record there is dead for good.
    await Revocations(deps.data_dir).add(key_id, deps.clock())
    async with deps.db.begin() as tx:
        await repo.revoke(tx, by.company_id, key_id, deps.clock(), "revoked")


def _holder(user_id: str | None, by: Principal) -> str:
    """Whose keys are meant. Raises where they are none of the caller's business."""
    if by.key_id is not None or by.user_id is None:
        raise OnlyPeopleManageKeys("Sign in, and do this in Settings → API keys.")
    if user_id is None or user_id == by.user_id:
        return by.user_id
    if not user_id.startswith(f"{ids.SERVICE_ACCOUNT}_") or not by.may(_MANAGES):
        raise NotYours("Ask an administrator of your company.")
    return user_id


async def _permissions(holder: str, by: Principal, deps: Deps) -> list[str]:
    """What the holder may in the company; a stranger may nothing, and is told like one who is not there."""
    for place in await deps.company.memberships(holder):
        if place.company_id == by.company_id:
            return place.permissions
    raise KeyNotFound("There is no such service account.")


async def _mine(tx: Tx, key_id: str, by: Principal) -> Row:
    row = await repo.get(tx, by.company_id, key_id)
    if by.key_id is not None:
        raise OnlyPeopleManageKeys("Sign in, and do this in Settings → API keys.")
    if row is None or (row["user_id"] != by.user_id and not by.may(_MANAGES)):
        raise KeyNotFound("It may belong to somebody else.")
    return row


def row_of(key: str, name: str, asked: NewKey, holder: str, by: Principal, deps: Deps) -> dict[str, Any]:
    """A key to add."""
    now = deps.clock()
    return {
        "id": deps.new_id(ids.API_KEY),
        "company_id": by.company_id,
        "user_id": holder,
        "name": name,
        "prefix": rules.prefix(key),
        "key_hash": rules.digest(key),
        "scopes": sorted(set(asked.scopes)),
        "created_at": now,
        "created_by": by.user_id or "",
        "expires_at": rules.expiry(now, asked.expires_in_days),
        "revoked_at": None,
        "revoked_because": None,
        "last_used_at": None,
        "last_used_from": "",
    }


def _view(row: Row | dict[str, Any], deps: Deps) -> KeyView:
    return KeyView.model_validate({**row, "state": rules.state(row, deps.clock())})

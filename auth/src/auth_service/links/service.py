"""Gives links out, and takes them back once."""

from datetime import datetime

from auth_service.deps import Deps
from auth_service.links import repo, rules
from auth_service.links.problems import LinkNotGood
from auth_service.links.rules import Kind
from kernel.db import Database, Row, Tx


async def give(user_id: str, kind: Kind, email: str, deps: Deps) -> str | None:
    """The path of a new link, or None when the person got enough of them within the hour."""
    now = deps.clock()
    async with deps.db.read() as tx:
        if await repo.given_since(tx, user_id, kind, now - rules.HOUR) >= rules.MOST_AN_HOUR:
            return None
    return await issue(deps.db, user_id, kind, email, token=deps.new_token(), now=now)


async def issue(db: Database, user_id: str, kind: Kind, email: str, *, token: str, now: datetime) -> str:
    """The path of a new link, however many there are."""
    row = {"token_hash": rules.digest(token), "user_id": user_id, "kind": kind, "email": email, "created_at": now}
    async with db.begin() as tx:
        await repo.add(tx, {**row, "expires_at": now + rules.life(kind)})
    return rules.path(kind, token)


async def look(tx: Tx, code: str, kinds: tuple[Kind, ...], deps: Deps) -> Row:
    """As `take`, but the link goes on to work."""
    kind, token = rules.parsed(code) or ("", "")
    row = await repo.get(tx, rules.digest(token), kind, deps.clock()) if kind in kinds else None
    if row is None:
        raise not_good()
    return row


async def take(tx: Tx, code: str, kinds: tuple[Kind, ...], deps: Deps) -> Row:
    """Whose link this is, of which kind, and to which address it went; it works this once. Raises `LinkNotGood`."""
    kind, token = rules.parsed(code) or ("", "")
    row = await repo.take(tx, rules.digest(token), kind, deps.clock()) if kind in kinds else None
    if row is None:
        raise not_good()
    return row


def not_good() -> LinkNotGood:
    """What whoever follows a link that does not work is told."""
    return LinkNotGood("A link works once, and not for long. Ask for a new one.")

"""The account behind an address that a company vouches for: found, made, or taken from who claimed it without proof."""

from auth_service.accounts import repo as accounts_repo
from auth_service.accounts import service as accounts
from auth_service.deps import Deps
from auth_service.factors import service as factors
from auth_service.links import repo as links
from auth_service.passkeys import repo as passkeys
from auth_service.passwords.rules import NO_PASSWORD
from auth_service.sessions import service as sessions
from contracts.events import EmailVerified
from kernel.db import Row


async def account(email: str, name: str, company_id: str, known: str | None, deps: Deps) -> Row:
    """The account of the address; `known` is whose it was said to be before."""
    async with deps.db.read() as tx:
        row = await accounts_repo.get(tx, known) if known else None
        row = row or await accounts_repo.by_email(tx, email)
    if row is None:
        return await accounts.register_vouched(email, name, deps=deps)
    if row["email_verified_at"] is None and row["email"] == email:
        await _take_over(row, company_id, deps)
    return row


async def _take_over(row: Row, company_id: str, deps: Deps) -> None:
    """The address is proven now. Whoever made the account without proof, and is no member, loses what opens it.

    Else somebody could make an account with a colleague's address beforehand and share it from then on.
    """
    is_member = any(place.company_id == company_id for place in await deps.company.memberships(row["id"]))
    fresh = {} if is_member else {"password_hash": NO_PASSWORD}
    async with deps.db.begin() as tx:
        await accounts_repo.change(tx, row["id"], {"email_verified_at": deps.clock(), **fresh})
        if not is_member:
            await sessions.revoke_all(tx, row["id"], "taken over", deps)
            await factors.forget(tx, row["id"])
            await passkeys.forget(tx, row["id"])
            await links.forget(tx, row["id"])
        tx.tell(EmailVerified(company_id=company_id, user_id=row["id"]))

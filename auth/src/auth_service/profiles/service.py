"""What people can do with their own account."""

from auth_service.accounts import repo
from auth_service.accounts import rules as addresses
from auth_service.accounts import service as accounts
from auth_service.accounts.schemas import ProfileView
from auth_service.browser import Browser
from auth_service.deps import Deps
from auth_service.factors import service as factors
from auth_service.links import repo as links_repo
from auth_service.links import service as links
from auth_service.passkeys import repo as passkeys
from auth_service.profiles import rules
from auth_service.profiles.problems import AddressTaken, LastOwner
from auth_service.profiles.schemas import (
    EmailInput,
    Forgotten,
    LinkInput,
    Mailed,
    PasswordInput,
    ProfileInput,
    ProvenAddress,
    ResetInput,
)
from auth_service.sessions import service as sessions
from auth_service.throttle import service as throttle
from contracts.events import AccountDeleted, AccountMailAsked, EmailVerified, PasswordChanged, ProfileChanged
from kernel.db import Row, Tx
from kernel.identity import Principal


async def save(given: ProfileInput, *, by: Principal, deps: Deps) -> ProfileView:
    """Change name, language and time zone."""
    asked, row = rules.checked(given), await accounts.row_of(accounts.user_id_of(by), deps)
    changed = ProfileChanged(company_id=by.company_id, user_id=row["id"], name=asked.name, email=row["email"])
    async with deps.db.begin() as tx:
        await repo.change(tx, row["id"], asked.model_dump())
        tx.tell(changed)
    return await accounts.profile(row["id"], by.company_id, deps=deps)


async def change_password(given: PasswordInput, browser: Browser, *, by: Principal, deps: Deps) -> None:
    """Use another password from now on; every other session ends."""
    row = await accounts.row_of(accounts.user_id_of(by), deps)
    await accounts.check_password(row, given.current, browser.address, deps=deps)
    fresh = await _hashed(row, given.password, deps)
    async with deps.db.begin() as tx:
        await repo.change(tx, row["id"], {"password_hash": fresh})
        await sessions.revoke_all(tx, row["id"], "password changed", deps, keep=by.session_id)
        await links_repo.forget(tx, row["id"])
        tx.tell(PasswordChanged(company_id=by.company_id, user_id=row["id"], how="changed"))
        _ask_for_mail(tx, row, "password-changed", row["email"])


async def _hashed(row: Row, password: str, deps: Deps) -> str:
    has_second_factor = await factors.has_second_factor(row["id"], deps)
    rules.check_password(password, [row["name"], row["email"]], has_second_factor=has_second_factor)
    return await deps.passwords.hash(password)


def _ask_for_mail(tx: Tx, row: Row, kind: str, email: str) -> None:
    asked = {"company_id": row["first_company_id"], "user_id": row["id"], "kind": kind, "email": email}
    tx.tell(AccountMailAsked.model_validate(asked))


async def forgot(given: Forgotten, browser: Browser, *, deps: Deps) -> None:
    """Somebody has forgotten a password. Nobody is looked up here: answer and time tell nothing of who is known."""
    email = addresses.known_email(given.email)
    await throttle.attempt(throttle.key_of("forgot", email, browser.address), deps)
    async with deps.db.begin() as tx:
        tx.tell(AccountMailAsked(company_id="", kind="reset", email=email))


async def reset(given: ResetInput, *, deps: Deps) -> None:
    """Choose a new password by a link; every session ends. Who reads the mail has proven the address as well.

    The link is used up with the password that is accepted, so that one that is refused costs nothing.
    """
    async with deps.db.read() as tx:
        link = await links.look(tx, given.code, ("reset",), deps)
    row = await accounts.row_of(link["user_id"], deps)
    fresh = await _hashed(row, given.password, deps)
    async with deps.db.begin() as tx:
        link = await links.take(tx, given.code, ("reset",), deps)
        await links_repo.forget(tx, row["id"])
        proven = (
            {} if link["email"] != row["email"] else {"email_verified_at": row["email_verified_at"] or deps.clock()}
        )
        await repo.change(tx, row["id"], {"password_hash": fresh, **proven})
        await sessions.revoke_all(tx, row["id"], "password reset", deps)
        tx.tell(PasswordChanged(company_id=row["first_company_id"], user_id=row["id"], how="reset"))
        _ask_for_mail(tx, row, "password-changed", row["email"])


async def ask_to_verify(*, by: Principal, deps: Deps) -> Mailed:
    """Send the link again by which the person proves the address."""
    row = await accounts.row_of(accounts.user_id_of(by), deps)
    await throttle.attempt(throttle.key_of("verify", row["id"]), deps)
    possible = await deps.mails.can_mail(by.company_id)
    if row["email_verified_at"] is not None or not possible:
        return Mailed(is_mailed=False)
    async with deps.db.begin() as tx:
        _ask_for_mail(tx, row, "verify", row["email"])
    return Mailed(is_mailed=True)


async def change_email(given: EmailInput, *, by: Principal, deps: Deps) -> Mailed:
    """Use another address, once it is proven by a link; where no mail can leave, at once and unproven."""
    email, row = rules.checked_email(given.email), await accounts.row_of(accounts.user_id_of(by), deps)
    await throttle.attempt(throttle.key_of("address", row["id"]), deps)
    possible = await deps.mails.can_mail(by.company_id)
    async with deps.db.begin() as tx:
        if email == row["email"] or await repo.by_email(tx, email):
            raise AddressTaken("Use another address.")
        if possible:
            _ask_for_mail(tx, row, "address", email)
        else:
            await accounts.rename(tx, row, email, row["name"], email_verified_at=None)
    return Mailed(is_mailed=possible)


async def verify(given: LinkInput, *, deps: Deps) -> ProvenAddress:
    """Prove an address by a link: the person's own, or one they want to change to."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        link = await links.take(tx, given.code, ("verify", "address"), deps)
        row = await repo.get(tx, link["user_id"])
        if row is None or (link["kind"] == "verify" and link["email"] != row["email"]):
            raise links.not_good()
        if link["kind"] == "address":
            if await repo.by_email(tx, link["email"]):
                raise AddressTaken("Somebody else uses it meanwhile.")
            await accounts.rename(tx, row, link["email"], row["name"], email_verified_at=now)
        else:
            await repo.change(tx, row["id"], {"email_verified_at": row["email_verified_at"] or now})
        tx.tell(EmailVerified(company_id=row["first_company_id"], user_id=row["id"]))
    return ProvenAddress(email=link["email"])


async def delete(*, by: Principal, deps: Deps) -> None:
    """Delete the person's account, with everything they prove themselves with."""
    user_id = accounts.user_id_of(by)
    if names := await deps.company.depart(user_id):
        raise LastOwner(f"Make somebody else an owner of {', '.join(names)} first, in Settings → Members.")
    async with deps.db.begin() as tx:
        await sessions.revoke_all(tx, user_id, "account deleted", deps)
        await factors.forget(tx, user_id)
        await passkeys.forget(tx, user_id)
        await links_repo.forget(tx, user_id)
        await repo.delete(tx, user_id)
        tx.tell(AccountDeleted(company_id=by.company_id, user_id=user_id))

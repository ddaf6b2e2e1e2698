"""Signing up, proving who one is, and being a member.

Signing up makes a person here and a company in another service. The company's id is chosen and stored with the person
first, so that whatever breaks in between, the next sign-up or sign-in completes the very same company.
"""

from collections.abc import Sequence
from typing import Any, Literal

from auth_service.accounts import repo, rules
from auth_service.accounts.problems import (
    EmailTaken,
    NoCompany,
    NotAMember,
    NotAPerson,
    WrongCredentials,
    WrongPassword,
)
from auth_service.accounts.schemas import MembershipView, MeView, PersonView, ProfileView, SignUp
from auth_service.deps import Deps
from auth_service.links import repo as links
from auth_service.passwords.rules import NO_PASSWORD
from auth_service.throttle import service as throttle
from contracts import ids
from contracts.auth import Verified
from contracts.company import Membership, NewCompany
from contracts.events import AccountMailAsked, ProfileChanged, SignInFailed
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page
from kernel.problems import FieldError, InvalidRequest, Problem
from kernel.telemetry import get_logger

_log = get_logger(__name__)


async def register(given: SignUp, *, deps: Deps) -> PersonView:
    """Make an account. Whoever repeats a sign-up that broke off, with the same password, goes on where it broke off."""
    asked = rules.checked(given)
    row: dict[str, Any] = {
        "id": deps.new_id(ids.USER),
        "email": asked.email,
        "name": asked.name,
        "password_hash": await deps.passwords.hash(asked.password),
        "created_at": deps.clock(),
        "first_company_id": deps.new_id(ids.COMPANY),
        "first_company_name": asked.company,
        "first_company_made_at": None,
    }
    async with deps.db.begin() as tx:
        if await repo.add(tx, row):
            tx.tell(AccountMailAsked(company_id=row["first_company_id"], kind="verify", email=asked.email))
            return _person(row)
        there = await repo.by_email(tx, asked.email)
    broke_off = there is not None and there["first_company_made_at"] is None
    if there is None or not broke_off or not await deps.passwords.matches(asked.password, there["password_hash"]):
        raise EmailTaken("Sign in instead, or sign up with another address.")
    async with deps.db.begin() as tx:
        await repo.rename_first_company(tx, there["id"], asked.company)
    return _person(there)


async def register_invited(email: str, name: str, password: str, *, deps: Deps) -> PersonView:
    """Make an account for somebody who was invited: without a company of their own."""
    asked = rules.checked_invited(email, name, password)
    now = deps.clock()
    row = {
        "id": deps.new_id(ids.USER),
        "email": asked.email,
        "name": asked.name,
        "password_hash": await deps.passwords.hash(asked.password),
        "created_at": now,
        "first_company_id": "",
        "first_company_name": "",
        "first_company_made_at": now,
    }
    async with deps.db.begin() as tx:
        if not await repo.add(tx, row):
            raise EmailTaken("Sign in with it, then open the invitation again.")
    return _person(row)


async def register_vouched(email: str, name: str, *, deps: Deps) -> Row:
    """The account of somebody for whom a company's provider vouches; made without a password where there is none."""
    now = deps.clock()
    row = {
        "id": deps.new_id(ids.USER),
        "email": email,
        "name": name,
        "password_hash": NO_PASSWORD,
        "created_at": now,
        "first_company_id": "",
        "first_company_name": "",
        "first_company_made_at": now,
        "email_verified_at": now,
    }
    async with deps.db.begin() as tx:
        await repo.add(tx, row)
        made = await repo.by_email(tx, email)
    if made is None:
        raise EmailTaken("Try again.")
    return made


async def rename(tx: Tx, row: Row, email: str, name: str, **values: object) -> None:
    """From now on this is the person's address and name; a link that was mailed to the old address works no more."""
    await repo.change(tx, row["id"], {"email": email, "name": name, **values})
    told = {"company_id": row["first_company_id"], "user_id": row["id"]}
    tx.tell(ProfileChanged(**told, name=name, email=email))
    if email != row["email"]:
        await links.forget(tx, row["id"])
        tx.tell(AccountMailAsked(**told, kind="address-changed", email=row["email"]))


async def authenticate(email: str, password: str, address: str, *, deps: Deps) -> PersonView:
    """The person with this e-mail address and password; the answer and its time are the same whichever is wrong."""
    known = rules.known_email(email)
    await throttle.sign_in(known or email, address, deps)
    async with deps.db.read() as tx:
        row = await repo.by_email(tx, known)
    right = await deps.passwords.matches(password, row["password_hash"] if row else None)
    if row is None or not right:
        await failed(row, address, "password", deps)
        raise WrongCredentials("Check both and try again.")
    await throttle.signed_in(known, address, deps)
    await _hash_anew(row, password, deps)
    return _person(row)


async def failed(row: Row | None, address: str, what: Literal["password", "code", "passkey"], deps: Deps) -> None:
    """Note that somebody did not prove to be this person; without a person the same, so that it takes as long."""
    company_id, user_id = (row["first_company_id"], row["id"]) if row else ("", "")
    async with deps.db.begin() as tx:
        tx.tell(SignInFailed(company_id=company_id, user_id=user_id, address=address, what=what))


async def check_password(row: Row, password: str, address: str, *, deps: Deps) -> None:
    """Somebody who is signed in says the password again. Raises `WrongCredentials`."""
    allowance = throttle.key_of("password", row["id"])
    await throttle.attempt(allowance, deps)
    if not await deps.passwords.matches(password, row["password_hash"]):
        await failed(row, address, "password", deps)
        raise WrongPassword(errors=[FieldError("/password", "This is not your present password.")])
    await throttle.succeeded(allowance, deps)


async def _hash_anew(row: Row, password: str, deps: Deps) -> None:
    """When the way of hashing has changed: now is the moment, the password is at hand."""
    if deps.passwords.is_outdated(row["password_hash"]):
        fresh = await deps.passwords.hash(password)
        async with deps.db.begin() as tx:
            await repo.rehash(tx, row["id"], row["password_hash"], fresh)


async def person(user_id: str, *, deps: Deps) -> PersonView:
    """A person who is known to exist."""
    return _person(await row_of(user_id, deps))


async def membership(user_id: str, company_id: str | None, *, deps: Deps, strict: bool = False) -> Membership:
    """The person's place in this company; without one there (unless `strict`), or none asked for, in their first."""
    await _complete_sign_up(user_id, deps)
    found = await deps.company.memberships(user_id)
    chosen = [one for one in found if one.company_id == company_id]
    if not found and not company_id:
        raise NoCompany("Found a company of your own, or ask an administrator of another to invite you.")
    if (company_id and strict and not chosen) or not found:
        raise NotAMember("Ask an administrator of the company to invite you.")
    return (chosen or found)[0]


async def found(person: PersonView, name: str, *, deps: Deps, field: str = "name") -> Membership:
    """Found a company, and own it."""
    try:
        checked = rules.normalised_name(name)
    except ValueError as error:
        raise InvalidRequest("Please correct what is marked.", errors=[FieldError(f"/{field}", str(error))]) from None
    company = NewCompany(
        id=deps.new_id(ids.COMPANY), name=checked, user_id=person.id, email=person.email, user_name=person.name
    )
    return await deps.company.create_company(company)


async def _complete_sign_up(user_id: str, deps: Deps) -> None:
    row = await row_of(user_id, deps)
    if row["first_company_made_at"] is not None:
        return
    company = NewCompany(
        id=row["first_company_id"],
        name=row["first_company_name"],
        user_id=row["id"],
        email=row["email"],
        user_name=row["name"],
    )
    await deps.company.create_company(company)
    async with deps.db.begin() as tx:
        await repo.first_company_made(tx, user_id, deps.clock())


async def me(*, by: Principal, deps: Deps) -> MeView:
    """Who is signed in, and where."""
    user_id = user_id_of(by)
    place = await membership(user_id, by.company_id, deps=deps, strict=True)
    return MeView(user=await profile(user_id, by.company_id, deps=deps), company=company_view(place))


async def profile(user_id: str, company_id: str, *, deps: Deps) -> ProfileView:
    """What a person says of themselves, and whether their address is proven."""
    row = await row_of(user_id, deps)
    try:
        asked_for = row["email_verified_at"] is None and await deps.mails.can_mail(company_id)
    except Problem as away:
        # Who looks at their profile need not know that mail cannot be asked for at this moment.
        _log.info("mail_not_known", problem=away.type)
        asked_for = False
    return ProfileView(
        **_person(row).model_dump(),
        email_verified=row["email_verified_at"] is not None,
        verification_asked_for=asked_for,
        language=row["language"],
        time_zone=row["time_zone"],
    )


async def verified(user_id: str, *, deps: Deps) -> Verified:
    """Whether a person's address is proven. Asked for only where a mail could reach it."""
    row = await row_of(user_id, deps)
    if row["email_verified_at"] is not None:
        return Verified(is_verified=True, is_asked_for=True)
    return Verified(is_verified=False, is_asked_for=await deps.mails.can_mail(row["first_company_id"]))


async def companies(*, by: Principal, deps: Deps) -> Page[MembershipView]:
    """Every company the person belongs to, first joined first."""
    found: Sequence[Membership] = await deps.company.memberships(user_id_of(by))
    return Page(items=[company_view(one) for one in found], next=None)


def company_view(place: Membership) -> MembershipView:
    """A membership as shown to the member."""
    return MembershipView(id=place.company_id, name=place.company_name, role=place.role, permissions=place.permissions)


def user_id_of(by: Principal) -> str:
    """The person who asks. Raises `NotAPerson` for services and service accounts."""
    if by.kind != "user" or by.user_id is None or by.user_id.startswith(f"{ids.SERVICE_ACCOUNT}_"):
        raise NotAPerson("Sign in as a person.")
    return by.user_id


async def row_of(user_id: str, deps: Deps) -> Row:
    """All that is known of a person. Raises `WrongCredentials` when the account was deleted."""
    async with deps.db.read() as tx:
        row = await repo.get(tx, user_id)
    if row is None:
        raise WrongCredentials("This account does not exist any more.")
    return row


def _person(row: Row) -> PersonView:
    return PersonView(id=row["id"], email=row["email"], name=row["name"])

"""Signing up, proving who one is, and being a member.

Signing up makes a person here and a company in another service. The company's id is chosen and stored with the person
first, so that whatever breaks in between, the next sign-up or sign-in completes the very same company.
"""

from collections.abc import Sequence

from auth_service.accounts import repo, rules
from auth_service.accounts.problems import EmailTaken, NotAMember, NotAPerson, WrongCredentials
from auth_service.accounts.schemas import MembershipView, MeView, PersonView, SignUp
from auth_service.deps import Deps
from auth_service.throttle import service as throttle
from contracts import ids
from contracts.company import Membership, NewCompany
from kernel.db import Row
from kernel.identity import Principal
from kernel.paging import Page


async def register(given: SignUp, *, deps: Deps) -> PersonView:
    """Make an account. Whoever repeats a sign-up that broke off, with the same password, goes on where it broke off."""
    asked = rules.checked(given)
    row = {
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


async def authenticate(email: str, password: str, address: str, *, deps: Deps) -> PersonView:
    """The person with this e-mail address and password; the answer and its time are the same whichever is wrong."""
    known = rules.known_email(email)
    allowance = throttle.key_of(known or email, address)
    await throttle.attempt(allowance, deps)
    async with deps.db.read() as tx:
        row = await repo.by_email(tx, known)
    right = await deps.passwords.matches(password, row["password_hash"] if row else None)
    if row is None or not right:
        raise WrongCredentials("Check both and try again.")
    await throttle.succeeded(allowance, deps)
    return _person(row)


async def person(user_id: str, *, deps: Deps) -> PersonView:
    """A person who is known to exist."""
    return _person(await _row(user_id, deps))


async def membership(user_id: str, company_id: str | None, *, deps: Deps, strict: bool = False) -> Membership:
    """The person's place in this company; without one there (unless `strict`), or none asked for, in their first."""
    await _complete_sign_up(user_id, deps)
    found = await deps.company.memberships(user_id)
    chosen = [one for one in found if one.company_id == company_id]
    if (company_id and strict and not chosen) or not found:
        raise NotAMember("Ask an administrator of the company to invite you.")
    return (chosen or found)[0]


async def _complete_sign_up(user_id: str, deps: Deps) -> None:
    row = await _row(user_id, deps)
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
    user_id = _user_id(by)
    place = await membership(user_id, by.company_id, deps=deps, strict=True)
    return MeView(user=await person(user_id, deps=deps), company=company_view(place))


async def companies(*, by: Principal, deps: Deps) -> Page[MembershipView]:
    """Every company the person belongs to, first joined first."""
    found: Sequence[Membership] = await deps.company.memberships(_user_id(by))
    return Page(items=[company_view(one) for one in found], next=None)


def company_view(place: Membership) -> MembershipView:
    """A membership as shown to the member."""
    return MembershipView(id=place.company_id, name=place.company_name, role=place.role, permissions=place.permissions)


def _user_id(by: Principal) -> str:
    if by.kind != "user" or by.user_id is None:
        raise NotAPerson("Sign in as a person.")
    return by.user_id


async def _row(user_id: str, deps: Deps) -> Row:
    async with deps.db.read() as tx:
        row = await repo.get(tx, user_id)
    if row is None:
        raise WrongCredentials("This account does not exist any more.")
    return row


def _person(row: Row) -> PersonView:
    return PersonView(id=row["id"], email=row["email"], name=row["name"])

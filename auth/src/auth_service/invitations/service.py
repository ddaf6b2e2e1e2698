"""Accepting an invitation, and founding a further company."""

from auth_service.accounts import repo
from auth_service.accounts import service as accounts
from auth_service.accounts.schemas import MembershipView, PersonView
from auth_service.deps import Deps
from auth_service.invitations.schemas import AcceptBody, InvitationOffer, NewCompanyBody
from contracts.company import AcceptedInvitation
from kernel.identity import Principal
from kernel.problems import Conflict

_MOST_COMPANIES = 50


async def look(token: str, *, deps: Deps) -> InvitationOffer:
    """What an invitation says. Raises a 404 problem when it is no longer good."""
    found = await deps.company.invitation(token)
    async with deps.db.read() as tx:
        there = await repo.by_email(tx, found.email)
    shown = found.model_dump(include={"company_name", "email", "role_name", "invited_by", "expires_at"})
    return InvitationOffer(**shown, has_account=there is not None)


async def accept(body: AcceptBody, address: str, *, deps: Deps) -> MembershipView:
    """Become a member with the account that the address has, or with a new one; then one signs in."""
    invitation = await deps.company.invitation(body.token)
    async with deps.db.read() as tx:
        there = await repo.by_email(tx, invitation.email)
    if there is None:
        person = await accounts.register_invited(invitation.email, body.name, body.password, deps=deps)
    else:
        person = await accounts.authenticate(invitation.email, body.password, address, deps=deps)
    return await _join(body.token, person, deps)


async def join(token: str, *, by: Principal, deps: Deps) -> MembershipView:
    """Become a member with the account one is signed in with."""
    return await _join(token, await _person(by, deps), deps)


async def found(body: NewCompanyBody, *, by: Principal, deps: Deps) -> MembershipView:
    """Found a further company, and own it."""
    person = await _person(by, deps)
    if len(await deps.company.memberships(person.id)) >= _MOST_COMPANIES:
        raise Conflict(f"You belong to {_MOST_COMPANIES} companies. Leave one of them first.")
    return accounts.company_view(await accounts.found(person, body.name, deps=deps))


async def _join(token: str, person: PersonView, deps: Deps) -> MembershipView:
    accepted = AcceptedInvitation(token=token, user_id=person.id, email=person.email, user_name=person.name)
    return accounts.company_view(await deps.company.accept_invitation(accepted))


async def _person(by: Principal, deps: Deps) -> PersonView:
    return (await accounts.me(by=by, deps=deps)).user

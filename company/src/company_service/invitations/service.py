"""Inviting people, and letting them in."""

from typing import Any

from company_service.companies import repo as companies
from company_service.companies import service as of_companies
from company_service.deps import Deps
from company_service.invitations import problems, repo, rules
from company_service.invitations.schemas import AcceptBody, InvitationMade, InvitationView, InviteBody
from company_service.members import repo as members
from company_service.roles.problems import RoleNotFound
from company_service.roles.service.define import permissions_in
from company_service.roles.service.standing import check_may_give
from contracts import ids
from contracts.company import Invitation, Membership
from contracts.events import MemberJoined
from contracts.notifications import InvitationMail
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from kernel.problems import Conflict

_OVER = "Ask whoever invited you for a new invitation."


async def list_page(paging: Paging, *, by: Principal, deps: Deps) -> Page[InvitationView]:
    """A page of invitations that nobody accepted yet, newest first."""
    now = deps.clock()
    async with deps.db.read() as tx:
        rows = await repo.waiting(tx, by.company_id, paging)

    def view(row: Row) -> InvitationView:
        return InvitationView.model_validate({**row, "status": "open" if rules.is_open(row, now) else "expired"})

    return page(rows, paging, key=lambda row: row["id"], view=view)


async def invite(body: InviteBody, *, by: Principal, deps: Deps) -> InvitationMade:
    """Invite somebody; an earlier invitation to the same address is good no longer."""
    await _check_proven(by, deps)
    email, now, token = body.email.lower(), deps.clock(), deps.new_token()
    row: dict[str, Any] = {
        "company_id": by.company_id, "id": deps.new_id(ids.INVITATION), "email": email, "role": body.role,
        "token_hash": rules.digest(token), "invited_by": by.user_id or "", "created_at": now,
        "expires_at": now + rules.GOOD_FOR, "accepted_at": None, "accepted_by": None, "revoked_at": None,
    }  # fmt: skip
    async with deps.db.begin() as tx:
        title = await check_may_give(tx, body.role, by)
        if await members.by_email(tx, by.company_id, email):
            raise problems.MemberAlready("Look them up in the list of members: they may be deactivated.")
        await repo.revoke_for(tx, by.company_id, email, now)
        await repo.insert(tx, row)
        about = await _about(tx, row, title)
    return await _mailed(row, about, token, deps)


async def resend(invitation_id: str, *, by: Principal, deps: Deps) -> InvitationMade:
    """Invite once more: a new link for another 72 hours; the old one is good no longer."""
    await _check_proven(by, deps)
    now, token = deps.clock(), deps.new_token()
    fresh = {"token_hash": rules.digest(token), "expires_at": now + rules.GOOD_FOR, "invited_by": by.user_id or ""}
    async with deps.db.begin() as tx:
        row = await _row(tx, invitation_id, by)
        if row["accepted_at"] or row["revoked_at"]:
            raise problems.InvitationNotFound("It was accepted or revoked. Invite the person anew.")
        title = await check_may_give(tx, row["role"], by)
        await repo.update(tx, by.company_id, invitation_id, fresh)
        about = await _about(tx, {**row, **fresh}, title)
    return await _mailed({**row, **fresh}, about, token, deps)


async def _check_proven(by: Principal, deps: Deps) -> None:
    """Nobody writes to others in a name that was never proven. A service account has no address to prove."""
    user_id = by.user_id or ""
    if not user_id.startswith(f"{ids.SERVICE_ACCOUNT}_") and not await deps.auth.verified(user_id):
        raise problems.ProveYourAddress(
            "Open the link in the mail we sent you, or send it again in Settings → Profile."
        )


async def revoke(invitation_id: str, *, by: Principal, deps: Deps) -> None:
    """Let an invitation be good no longer; once more changes nothing."""
    async with deps.db.begin() as tx:
        row = await _row(tx, invitation_id, by)
        if row["accepted_at"] is None:
            await repo.update(tx, by.company_id, invitation_id, {"revoked_at": deps.clock()})


async def look(token: str, *, deps: Deps) -> Invitation:
    """The open invitation with this token. Raises `InvitationOver`."""
    async with deps.db.read() as tx:
        row = await repo.by_token(tx, rules.digest(token))
        if row is None or not rules.is_open(row, deps.clock()):
            raise problems.InvitationOver(_OVER)
        title, _ = await _role(tx, row)
        return await _about(tx, row, title)


async def accept(body: AcceptBody, *, deps: Deps) -> Membership:
    """Let the person be a member, once. Raises `InvitationOver`, `OtherAddress`."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        row = await repo.by_token(tx, rules.digest(body.token), hold=True)
        is_mine = row is not None and row["accepted_by"] == body.user_id
        if row is None or not (is_mine or rules.is_open(row, now)):
            raise problems.InvitationOver(_OVER)
        if not is_mine:
            await _let_in(tx, row, body, deps)
    mine = await of_companies.memberships(body.user_id, deps=deps)
    found = next((each for each in mine if each.company_id == row["company_id"]), None)
    if found is None:
        raise problems.InvitationOver("You are no longer a member of this company.")
    return found


async def _let_in(tx: Tx, row: Row, body: AcceptBody, deps: Deps) -> None:
    if body.email.lower() != row["email"]:
        raise problems.OtherAddress(f"It was sent to {row['email']}. Sign in with that address, or ask for another.")
    company_id = row["company_id"]
    await companies.lock(tx, company_id)
    inviter = await members.get(tx, company_id, row["invited_by"])
    if inviter is None or inviter["deactivated_at"] is not None:
        raise problems.InvitationOver("Whoever invited you has left. Ask somebody else in the company.")
    await _role(tx, row)
    now = deps.clock()
    member = {
        "company_id": company_id, "user_id": body.user_id, "name": body.user_name, "email": body.email.lower(),
        "role": row["role"], "joined_at": now, "deactivated_at": None,
    }  # fmt: skip
    if await members.insert(tx, member):
        tx.tell(MemberJoined(company_id=company_id, user_id=body.user_id, role=row["role"]))
    else:
        there = await members.get(tx, company_id, body.user_id)
        if there and there["deactivated_at"] is not None:
            raise Conflict("You are deactivated in this company. Ask an administrator of it to let you in again.")
    await repo.update(tx, company_id, row["id"], {"accepted_at": now, "accepted_by": body.user_id})


async def _role(tx: Tx, row: Row) -> tuple[str, list[str]]:
    try:
        return await permissions_in(tx, row["company_id"], row["role"])
    except RoleNotFound:
        raise problems.InvitationOver("The role you were to have was deleted. Ask for a new invitation.") from None


async def _about(tx: Tx, row: Row, role_name: str) -> Invitation:
    company = await companies.get(tx, row["company_id"])
    inviter = await members.get(tx, row["company_id"], row["invited_by"])
    return Invitation(
        company_id=row["company_id"],
        company_name=company["name"] if company else "",
        email=row["email"],
        role_name=role_name,
        invited_by=(inviter["name"] or inviter["email"]) if inviter else "",
        expires_at=row["expires_at"],
    )


async def _mailed(row: Row, about: Invitation, token: str, deps: Deps) -> InvitationMade:
    """Send the link, and answer it: who invites can hand it over where there is no mail."""
    link = rules.link(token)
    mail = InvitationMail(
        to_address=row["email"],
        link=link,
        company=about.company_name,
        inviter=about.invited_by,
        role=about.role_name,
        hours=int(rules.GOOD_FOR.total_seconds() // 3600),
    )
    sender = Principal(kind="service", company_id=row["company_id"])
    accepted = await deps.notifications.mail_invitation(mail, sender, key=row["token_hash"])
    return InvitationMade.model_validate({**row, "status": "open", "link": link, "mailed": accepted.is_set_up})


async def _row(tx: Tx, invitation_id: str, by: Principal) -> Row:
    row = await repo.get(tx, by.company_id, invitation_id)
    if row is None:
        raise problems.InvitationNotFound("Look it up in the list of invitations.")
    return row

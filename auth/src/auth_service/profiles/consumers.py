"""Writes the mail about accounts that was asked for, once the change that asks for it is on disk."""

from auth_service.accounts import repo as accounts
from auth_service.deps import Deps
from auth_service.links import rules as link_rules
from auth_service.links import service as links
from auth_service.links.rules import Kind
from auth_service.profiles import rules
from contracts.events import AccountMailAsked
from contracts.notifications import MailInput, MailTemplate
from kernel.bus import Message
from kernel.db import Row

_TEMPLATES: dict[str, MailTemplate] = {
    "verify": "verify-address",
    "reset": "reset-password",
    "address": "change-address",
    "address-changed": "address-changed",
    "password-changed": "password-changed",
}


async def send_account_mail(deps: Deps, message: Message) -> None:
    """Send a mail. The message's id is its key, so that a repeat sends nothing twice."""
    asked = AccountMailAsked.model_validate(message.payload)
    async with deps.db.read() as tx:
        row = await (accounts.get(tx, asked.user_id) if asked.user_id else accounts.by_email(tx, asked.email))
    if row is None or (asked.kind == "verify" and row["email_verified_at"] is not None):
        return
    await _send(row, asked, message.id, deps)


async def _send(row: Row, asked: AccountMailAsked, key: str, deps: Deps) -> None:
    link, minutes = None, None
    if asked.kind in link_rules.PATHS:
        kind: Kind = asked.kind
        link, minutes = await links.give(row["id"], kind, asked.email, deps), link_rules.LIFE_MINUTES[kind]
        if link is None:
            return
    places = await deps.company.memberships(row["id"])
    mail = MailInput(
        template=_TEMPLATES[asked.kind],
        to_name=row["name"],
        to_address=asked.email,
        language=row["language"],
        link=link,
        minutes=minutes,
        is_private=rules.is_private(places),
    )
    await deps.mails.mail(mail, places[0].company_id if places else row["first_company_id"], key=key)

"""What can be done with mail about accounts."""

from datetime import timedelta

from contracts import ids
from contracts.notifications import MailAccepted, MailInput, MailPossible
from kernel.identity import Principal
from notifications_service.channels import service as channels
from notifications_service.deliveries import repo as deliveries
from notifications_service.deps import Deps
from notifications_service.mails import rules


async def accept(mail: MailInput, key: str, *, by: Principal, deps: Deps) -> MailAccepted:
    """Write the mail down, to be sent at once. The same key is the same mail."""
    now, mail_id = deps.clock(), rules.id_of(ids.DELIVERY, by.company_id, key)
    language, words = rules.words(mail.template, [mail.language or "", deps.language], mail.minutes)
    row = {
        "id": mail_id,
        "company_id": by.company_id,
        "notice_id": mail_id,
        "channel": "email",
        "to_name": mail.to_name,
        "to_address": mail.to_address,
        "language": language,
        "title": words.title,
        "body": words.body,
        "link": None,
        "status": "queued",
        "attempts": 0,
        "next_try_at": now,
        "created_at": now,
        "is_private": mail.is_private,
        "sealed_link": deps.secrets.seal(mail.link, company=by.company_id, row=mail_id) if mail.link else None,
        "link_until": now + timedelta(minutes=mail.minutes) if mail.link and mail.minutes else None,
    }
    async with deps.db.begin() as tx:
        await deliveries.add_once(tx, row)
    return MailAccepted(id=mail_id)


async def possible(*, by: Principal, deps: Deps) -> MailPossible:
    """Whether mail with a link can leave: there is a server, and the address people type is known."""
    async with deps.db.read() as tx:
        server = deps.default_server or await channels.server(tx, by.company_id, deps)
    return MailPossible(is_possible=server is not None and bool(deps.public_url))

"""What can be done with deliveries."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts import ids
from contracts.company import Addressee
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from kernel.telemetry import get_logger
from notifications_service.channels import service as channels
from notifications_service.deliveries import repo, rules
from notifications_service.deliveries.problems import DeliveryNotFound
from notifications_service.deliveries.schemas import DeliveryStatus, DeliveryView, MailView
from notifications_service.deps import Deps
from notifications_service.mail.problems import NotSent
from notifications_service.mail.rules import Letter, absolute, compose
from notifications_service.mail.schemas import MailServer

_log = get_logger(__name__)
_AT_ONCE = 10
_CLAIM = timedelta(minutes=5)


def rows_for(notice: Row, people: Sequence[Addressee], language: str, deps: Deps) -> list[dict[str, Any]]:
    """The deliveries of a notice to these people, to be written with the notice."""
    words: Mapping[str, str] = notice["texts"][language]
    return [
        {
            "id": deps.new_id(ids.DELIVERY),
            "company_id": notice["company_id"],
            "notice_id": notice["id"],
            "channel": "email",
            "to_name": person.name[:120],
            "to_address": person.email,
            "language": language,
            "title": words["title"],
            "body": words["body"],
            "link": notice["link"],
            "status": "queued",
            "attempts": 0,
            "next_try_at": notice["created_at"],
            "created_at": notice["created_at"],
        }
        for person in people
    ]


async def list_page(
    status: DeliveryStatus | None, notice_id: str | None, paging: Paging, *, by: Principal, deps: Deps
) -> Page[DeliveryView]:
    """A page of the company's deliveries, newest first."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, status, notice_id, paging)
    return page(rows, paging, key=lambda row: row["id"], view=_view)


async def get(delivery_id: str, *, by: Principal, deps: Deps) -> MailView:
    """One delivery with its words, and its link where it may be passed on by whoever manages the company's people."""
    async with deps.db.read() as tx:
        row = await repo.get(tx, by.company_id, delivery_id)
    if row is None:
        raise DeliveryNotFound("Look it up in the list of mails.")
    shown = by.may("member.manage") and rules.may_pass_on(row, deps.clock())
    sealed = row["sealed_link"]
    link = _opened(row, deps) if shown else row["link"] if row["is_private"] is None else None
    return MailView(
        **_view(row).model_dump(),
        body=row["body"],
        link=link,
        link_is_hidden=sealed is not None and not shown,
        link_until=row["link_until"],
    )


def _opened(row: Row, deps: Deps) -> str | None:
    sealed = row["sealed_link"]
    return deps.secrets.open(sealed, company=row["company_id"], row=row["id"]) if sealed else row["link"]


async def send_due(deps: Deps) -> None:
    """Send everything that is due."""
    while True:
        now = deps.clock()
        async with deps.db.begin() as tx:
            claimed = await repo.claim(tx, now, now + _CLAIM, _AT_ONCE)
        await asyncio.gather(*(_attempt(row, deps) for row in claimed))
        if len(claimed) < _AT_ONCE:
            return


async def _attempt(row: Row, deps: Deps) -> None:
    outcome = await _outcome(row, deps)
    if row["sealed_link"] and not rules.keeps_link(outcome, is_private=bool(row["is_private"])):
        outcome = {**outcome, "sealed_link": None}
    async with deps.db.begin() as tx:
        await repo.settle(tx, row["company_id"], row["id"], outcome)
    if outcome["status"] in {"failed", "queued"}:
        _log.warning("delivery_not_sent", delivery_id=row["id"], attempts=row["attempts"], error=outcome["error"])


async def _outcome(row: Row, deps: Deps) -> dict[str, Any]:
    if row["attempts"] > rules.MOST_ATTEMPTS:
        return rules.not_sent(row["attempts"], "Every attempt broke off.", is_final=True, now=deps.clock())
    async with deps.db.read() as tx:
        server = await _server(tx, row, deps)
    if server is None:
        return rules.not_configured()
    if row["sealed_link"] and not deps.public_url:
        return rules.no_address_of_ours()
    try:
        message = compose(_letter(row, deps), server.sender, deps.clock())
    except ValueError as error:
        return rules.not_sent(row["attempts"], f"{row['to_address']}: {error}.", is_final=True, now=deps.clock())
    try:
        await deps.mailer.send(message, server)
    except NotSent as refusal:
        return rules.not_sent(row["attempts"], refusal.reason, is_final=refusal.is_final, now=deps.clock())
    return rules.sent(deps.clock())


async def _server(tx: Tx, row: Row, deps: Deps) -> MailServer | None:
    """What is private never passes a server that a company has chosen: it could read along."""
    return deps.default_server if row["is_private"] else await channels.server(tx, row["company_id"], deps)


def _letter(row: Row, deps: Deps) -> Letter:
    return Letter(
        reference=row["id"],
        to_name=row["to_name"],
        to_address=row["to_address"],
        title=row["title"],
        body=row["body"],
        link=absolute(_opened(row, deps), deps.public_url),
        language=row["language"],
    )


def _view(row: Row) -> DeliveryView:
    again: datetime | None = row["next_try_at"] if row["status"] == "queued" else None
    shown = ("id", "notice_id", "channel", "title", "status", "attempts", "error", "created_at", "sent_at")
    return DeliveryView(**{name: row[name] for name in shown}, to=row["to_address"], next_try_at=again)

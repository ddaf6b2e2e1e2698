"""What can be done with notices."""

from collections.abc import Sequence
from typing import Any

from contracts import ids
from contracts.company import Addressee
from contracts.notifications import InvitationMail, InvitationMailed, NoticeAccepted, NoticeInput
from kernel.db import Row
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from notifications_service.channels import service as channels
from notifications_service.deliveries import repo as deliveries_repo
from notifications_service.deliveries import service as deliveries
from notifications_service.deps import Deps
from notifications_service.notices import repo, rules
from notifications_service.notices.problems import NotAPerson, NoticeNotFound
from notifications_service.notices.schemas import NoticeView
from notifications_service.templates import rules as words
from notifications_service.templates import service as templates


async def send(notice: NoticeInput, key: str | None, *, by: Principal, deps: Deps) -> NoticeAccepted:
    """Accept a notice. The same key from the same sender is the same notice: nobody hears of it twice."""
    rules.check(notice)
    name = notice.template or words.PLAIN
    async with deps.db.read() as tx:
        texts, version = await templates.texts(tx, by.company_id, name)
    people = await deps.company.addressees(by.company_id, notice.to)
    notice_id, who = deps.new_id(ids.NOTICE), by.service or by.user_id or ""
    row: dict[str, Any] = {
        "id": notice_id,
        "company_id": by.company_id,
        "creation_key": rules.creation_key(who, key or notice_id),
        "kind": notice.kind,
        "template": name,
        "template_version": version,
        "texts": words.rendered(texts, rules.values(notice)),
        "link": notice.link,
        "recipients": len(people),
        "created_by": who,
        "created_at": deps.clock(),
    }
    return await _write(row, notice, people, deps)


async def mail_invitation(mail: InvitationMail, *, by: Principal, deps: Deps) -> InvitationMailed:
    """Mail an invitation to somebody who is no member yet, so that no notice of it can be shown."""
    async with deps.db.begin() as tx:
        texts, _ = await templates.texts(tx, by.company_id, "invitation")
        is_set_up = await channels.server(tx, by.company_id, deps) is not None
        written: dict[str, Any] = {
            "id": deps.new_id(ids.NOTICE),
            "company_id": by.company_id,
            "texts": words.rendered(texts, mail.model_dump()),
            "link": mail.link,
            "created_at": deps.clock(),
        }
        language = words.chosen(written["texts"], [deps.language])
        guest = Addressee(user_id="", name="", email=mail.to_address)
        await deliveries_repo.add(tx, deliveries.rows_for(written, [guest], language, deps))
    return InvitationMailed(is_set_up=is_set_up)


async def _write(row: Row, notice: NoticeInput, people: Sequence[Addressee], deps: Deps) -> NoticeAccepted:
    language = words.chosen(row["texts"], [deps.language])
    company_id = row["company_id"]
    async with deps.db.begin() as tx:
        if await repo.add(tx, row):
            if "in_app" in notice.channels:
                await repo.add_recipients(tx, company_id, row["id"], [person.user_id for person in people])
            if "email" in notice.channels:
                await deliveries_repo.add(tx, deliveries.rows_for(row, people, language, deps))
            return NoticeAccepted(id=row["id"], recipients=len(people))
        there = await repo.by_creation_key(tx, company_id, row["creation_key"])
    if there is None:
        raise NoticeNotFound("It was withdrawn in the meantime.")
    return NoticeAccepted(id=there["id"], recipients=there["recipients"])


async def list_page(
    paging: Paging, languages: str | None, *, only_unread: bool, by: Principal, deps: Deps
) -> Page[NoticeView]:
    """A page of the person's notices, newest first."""
    wanted = [*words.accepted(languages), deps.language]
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, _person(by), paging, only_unread=only_unread)
    return page(rows, paging, key=lambda row: row["id"], view=lambda row: _view(row, wanted))


async def read(notice_id: str, languages: str | None, *, by: Principal, deps: Deps) -> NoticeView:
    """Note that the person has read a notice; reading it again changes nothing."""
    user_id = _person(by)
    async with deps.db.begin() as tx:
        await repo.read(tx, by.company_id, user_id, notice_id, deps.clock())
        row = await repo.get(tx, by.company_id, user_id, notice_id)
    if row is None:
        raise NoticeNotFound("Look it up in your list of notices.")
    return _view(row, [*words.accepted(languages), deps.language])


def _person(by: Principal) -> str:
    if by.kind != "user" or by.user_id is None:
        raise NotAPerson("Sign in as a person.")
    return by.user_id


def _view(row: Row, languages: Sequence[str]) -> NoticeView:
    title, body = rules.words(row["texts"], words.chosen(row["texts"], languages))
    shown = {name: row[name] for name in ("id", "link", "kind", "read_at", "created_at")}
    return NoticeView(**shown, title=title, body=body)

"""What can be done with channels."""

from typing import Any

from kernel.db import Row, Tx
from kernel.identity import Principal
from notifications_service.channels import repo, rules
from notifications_service.channels.problems import NoAddress, NoMailServer, TestNotSent
from notifications_service.channels.schemas import EmailChannelInput, EmailChannelView, TestSent
from notifications_service.deps import Deps
from notifications_service.mail.problems import NotSent
from notifications_service.mail.rules import Letter, compose
from notifications_service.mail.schemas import MailServer

_ROW = "email"
_TEST = {
    "en": ("The mail server works", "This is a test. Notices reach you by e-mail from now on."),
    "de": ("Der Mailserver funktioniert", "Dies ist ein Test. Ab jetzt erreichen Mitteilungen Sie per E-Mail."),
}


async def email(*, by: Principal, deps: Deps) -> EmailChannelView | None:
    """The company's own mail server, if it has one."""
    async with deps.db.read() as tx:
        row = await repo.email(tx, by.company_id)
    return _view(row) if row else None


async def save_email(given: EmailChannelInput, *, by: Principal, deps: Deps) -> EmailChannelView:
    """Set the company's mail server."""
    async with deps.db.begin() as tx:
        stored = await repo.email(tx, by.company_id)
        rules.check(given, stored)
        values: dict[str, Any] = {
            **given.model_dump(exclude={"password", "password_set"}),
            "password": _password(given, stored, by.company_id, deps),
            "updated_by": by.user_id or "",
            "updated_at": deps.clock(),
        }
        await repo.save_email(tx, by.company_id, values)
    return _view(values)


def _password(given: EmailChannelInput, stored: Row | None, company_id: str, deps: Deps) -> str | None:
    if not given.username:
        return None
    if given.password:
        return deps.secrets.seal(given.password, company=company_id, row=_ROW)
    return stored["password"] if stored else None


async def server(tx: Tx, company_id: str, deps: Deps) -> MailServer | None:
    """The mail server this company's notices leave through: its own, or the installation's."""
    row = await repo.email(tx, company_id)
    if row is None:
        return deps.default_server
    if not row["enabled"]:
        return None
    sealed = row["password"]
    return MailServer(
        host=row["host"],
        port=row["port"],
        security=row["security"],
        username=row["username"],
        password=deps.secrets.open(sealed, company=company_id, row=_ROW) if sealed else "",
        sender=row["sender"],
    )


async def send_test(*, by: Principal, deps: Deps) -> TestSent:
    """Send whoever asks a message, to see whether it arrives."""
    async with deps.db.read() as tx:
        through = await server(tx, by.company_id, deps)
    if through is None:
        raise NoMailServer("Save a mail server and switch e-mail on, then try again.")
    found = await deps.company.addressees(by.company_id, [by.user_id] if by.user_id else [])
    if not found:
        raise NoAddress("Sign in as a member of the company.")
    title, body = _TEST.get(deps.language, _TEST["en"])
    letter = Letter(deps.new_id("test"), found[0].name, found[0].email, title, body, None, deps.language)
    try:
        await deps.mailer.send(compose(letter, through.sender, deps.clock()), through)
    except NotSent as refusal:
        raise TestNotSent(refusal.reason) from None
    return TestSent(to=found[0].email)


def _view(row: Row) -> EmailChannelView:
    shown = {name: row[name] for name in ("host", "port", "security", "username", "sender", "enabled")}
    return EmailChannelView(**shown, password_set=bool(row["password"]))

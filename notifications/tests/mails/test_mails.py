"""Mail about accounts: its link is a credential, which hardly anybody may see, and nobody once it was sent."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from notifications.tests.opened import API, MailSink, Notifications, mail_server, open_notifications
from notifications_service.mails.rules import TEXTS, words
from tests.harness import PERMISSIONS

LINK = "/link/reset#reset.abcdefghijklmnopqrstuvwxyz"
MAIL: dict[str, Any] = {
    "template": "reset-password",
    "to_name": "Ben",
    "to_address": "ben@example.com",
    "language": "de",
    "link": LINK,
    "minutes": 30,
    "is_private": False,
}


async def send(n: Notifications, key: str = "evt_1", **changes: Any) -> str:
    auth = await n.service.as_service("auth")
    body, headers = {**MAIL, **changes}, {"idempotency-key": key}
    answer = await auth.post(f"{API}/internal/mails", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    await n.send_due()
    return str(answer.json()["id"])


async def shown(n: Notifications, mail_id: str) -> dict[str, Any]:
    return (await n.ana.get(f"{API}/deliveries/{mail_id}")).json()


async def test_a_mail_leaves_with_its_link_which_is_forgotten_then(tmp_path: Path) -> None:
    sink = MailSink()
    async with (
        mail_server(sink) as port,
        open_notifications(
            tmp_path,
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(port),
            SMTP_SECURITY="none",
            SMTP_SENDER="platform@acme.example",
            PUBLIC_URL="https://agents.acme.example",
        ) as n,
    ):
        first, again = await send(n), await send(n)
        found = await shown(n, first)

        assert first == again
        (mail,) = sink.taken
        assert mail["Subject"] == "Wählen Sie ein neues Passwort"
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert f"https://agents.acme.example{LINK}" in plain.get_content()
        assert (found["status"], found["link"], found["link_is_hidden"]) == ("sent", None, False)
        assert LINK.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("notifications.db*"))


async def test_what_could_not_be_sent_may_be_passed_on_by_who_manages_people_while_it_is_good(tmp_path: Path) -> None:
    async with open_notifications(tmp_path) as n:
        mail_id = await send(n)
        other = await n.service.signed_in(permissions=PERMISSIONS - {"member.manage"})
        stranger = await n.service.signed_in(company="cmp_" + "9" * 32)

        by_manager = await shown(n, mail_id)
        by_other = (await other.get(f"{API}/deliveries/{mail_id}")).json()
        by_stranger = await stranger.get(f"{API}/deliveries/{mail_id}")
        by_ben = await n.ben.get(f"{API}/deliveries/{mail_id}")
        n.clock.go_on(timedelta(minutes=30))
        too_late = await shown(n, mail_id)

        assert (by_manager["status"], by_manager["link"]) == ("not_configured", LINK)
        assert (by_other["link"], by_other["link_is_hidden"]) == (None, True)
        assert (by_stranger.status_code, by_ben.status_code) == (404, 403)
        assert (too_late["link"], too_late["link_is_hidden"]) == (None, True)


async def test_private_mail_never_passes_a_server_of_the_company_and_its_link_is_shown_to_nobody(
    tmp_path: Path,
) -> None:
    sink = MailSink()
    async with mail_server(sink) as port, open_notifications(tmp_path, PUBLIC_URL="https://acme.example") as n:
        await n.mail_through(port)

        private = await shown(n, await send(n, "evt_1", is_private=True))
        public = await shown(n, await send(n, "evt_2"))

        assert (private["status"], private["link"]) == ("not_configured", None)
        assert public["status"] == "sent"
        assert len(sink.taken) == 1


async def test_only_the_auth_service_asks_for_such_mail(tmp_path: Path) -> None:
    async with open_notifications(tmp_path) as n:
        headers = {"idempotency-key": "evt_1"}

        refused = [
            (await each.post(f"{API}/internal/mails", json=MAIL, headers=headers)).status_code
            for each in (n.company, n.ana)
        ]

        assert refused == [403, 403]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_mail_has_words_in_each_language(language: str) -> None:
    for template in TEXTS:
        chosen, found = words(template, [language], 24 * 60)

        assert chosen == (language if language != "fr" else "en")
        assert "{" not in found.title + found.body
        assert "1440" not in found.body

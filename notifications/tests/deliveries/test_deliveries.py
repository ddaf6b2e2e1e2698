"""E-mails: written with the notice, sent by a job, tried again, and recognisable when they come twice."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifications.tests.opened import API, BEN, MailSink, Notifications, open_notifications
from notifications_service.deliveries import rules
from tests.harness import USER

EMAIL = ["in_app", "email"]


async def test_a_notice_leaves_by_email(notifications_on_each: Notifications, smtp: int, sink: MailSink) -> None:
    n = notifications_on_each
    await n.mail_through(smtp)
    notice = (await n.send(channels=EMAIL, to=[USER, BEN])).json()["id"]
    before = {delivery["status"] for delivery in await n.deliveries()}

    await n.send_due()

    after = await n.deliveries()
    assert before == {"queued"}
    assert {(d["status"], d["attempts"], d["notice_id"], d["channel"]) for d in after} == {("sent", 1, notice, "email")}
    assert {str(message["To"]) for message in sink.taken} == {
        "Ana Lima <ana@example.com>",
        "Ben Ørsted <ben@example.com>",
    }
    assert {message["Subject"] for message in sink.taken} == {"Invoice paid"}
    assert {message["From"] for message in sink.taken} == {"agents@acme.example"}
    assert {d["sent_at"] is not None for d in after} == {True}


async def test_a_link_in_an_email_leads_to_the_public_address(tmp_path: Path, smtp: int, sink: MailSink) -> None:
    async with open_notifications(tmp_path, PUBLIC_URL="https://agents.acme.example/") as n:
        await n.mail_through(smtp)
        await n.send(channels=["email"])
        await n.send_due()

    (message,) = sink.taken
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "https://agents.acme.example/runs/run_1" in text.get_content()
    assert "href='https://agents.acme.example/runs/run_1'" in page.get_content()


async def test_email_alone_puts_nothing_into_the_application(notifications: Notifications) -> None:
    await notifications.send(channels=["email"])

    assert (await notifications.ana.get(f"{API}/notices")).json()["items"] == []
    assert len(await notifications.deliveries()) == 1


async def test_without_a_mail_server_a_delivery_says_so(notifications: Notifications) -> None:
    await notifications.send(channels=EMAIL)

    await notifications.send_due()

    (delivery,) = await notifications.deliveries()
    assert delivery["status"] == "not_configured"
    assert "mail server" in delivery["error"]


async def test_a_company_without_its_own_server_uses_the_installations(
    tmp_path: Path, smtp: int, sink: MailSink
) -> None:
    given = {"SMTP_HOST": "localhost", "SMTP_PORT": str(smtp), "SMTP_SECURITY": "none", "SMTP_SENDER": "a@acme.example"}
    async with open_notifications(tmp_path, **given, ALLOW_PRIVATE_ADDRESSES="") as n:
        await n.send(channels=EMAIL)
        await n.send_due()

        assert [d["status"] for d in await n.deliveries()] == ["sent"]
        assert [message["From"] for message in sink.taken] == ["a@acme.example"]


async def test_a_server_that_is_away_is_tried_again_later_and_later(
    notifications_on_each: Notifications, smtp: int, sink: MailSink
) -> None:
    n = notifications_on_each
    sink.refuse_data = "451 4.3.0 Come back later"
    await n.mail_through(smtp)
    await n.send(channels=EMAIL)
    pauses: list[float] = []

    for _ in range(rules.MOST_ATTEMPTS):
        await n.send_due()
        (delivery,) = await n.deliveries()
        if delivery["status"] == "queued":
            await n.send_due()
            pause = _seconds_until(n, delivery["next_try_at"])
            pauses.append(pause)
            n.clock.go_on(timedelta(seconds=pause))

    (delivery,) = await n.deliveries()
    assert delivery["status"] == "failed"
    assert delivery["attempts"] == rules.MOST_ATTEMPTS
    assert "451 4.3.0 Come back later" in delivery["error"]
    assert pauses == sorted(pauses)
    assert len(pauses) == rules.MOST_ATTEMPTS - 1


async def test_a_delivery_that_failed_for_a_while_arrives_in_the_end(
    notifications: Notifications, smtp: int, sink: MailSink
) -> None:
    n = notifications
    sink.refuse_recipient = "450 4.2.1 Mailbox busy"
    await n.mail_through(smtp)
    await n.send(channels=EMAIL)
    await n.send_due()
    sink.refuse_recipient = None

    n.clock.go_on(timedelta(minutes=1))
    await n.send_due()

    (delivery,) = await n.deliveries()
    assert (delivery["status"], delivery["attempts"], delivery["error"]) == ("sent", 2, None)
    assert len(sink.taken) == 1


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user", "554 5.7.1 Refused"])
async def test_a_final_refusal_is_not_repeated(
    notifications: Notifications, smtp: int, sink: MailSink, answer: str
) -> None:
    sink.refuse_recipient = answer
    await notifications.mail_through(smtp)
    await notifications.send(channels=EMAIL)

    await notifications.send_due()

    (delivery,) = await notifications.deliveries()
    assert (delivery["status"], delivery["attempts"]) == ("failed", 1)
    assert answer.partition(" ")[2] in delivery["error"]


async def test_a_closed_port_is_said_in_words(notifications: Notifications, unused_tcp_port: int) -> None:
    await notifications.mail_through(unused_tcp_port)
    await notifications.send(channels=EMAIL)

    await notifications.send_due()

    (delivery,) = await notifications.deliveries()
    assert delivery["status"] == "queued"
    assert f"127.0.0.1, port {unused_tcp_port}, cannot be reached" in delivery["error"]


async def test_a_repeat_after_a_lost_answer_carries_the_same_message_id(
    notifications: Notifications, smtp: int, sink: MailSink
) -> None:
    n = notifications
    sink.hang_up = True
    await n.mail_through(smtp)
    await n.send(channels=EMAIL)
    await n.send_due()
    sink.hang_up = False

    n.clock.go_on(timedelta(minutes=1))
    await n.send_due()

    (delivery,) = await n.deliveries()
    assert delivery["status"] == "sent"
    assert len(sink.taken) == 2
    assert {message["Message-ID"] for message in sink.taken} == {f"<{delivery['id']}@acme.example>"}


async def test_a_delivery_whose_process_died_is_sent_by_another_once_its_claim_ends(
    notifications_on_each: Notifications, smtp: int, sink: MailSink
) -> None:
    n = notifications_on_each
    await n.mail_through(smtp)
    await n.send(channels=EMAIL)
    sink.slow.clear()
    dying = asyncio.create_task(n.send_due())
    await sink.asked.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    sink.slow.set()

    await n.send_due()
    while_claimed = [d["status"] for d in await n.deliveries()]
    n.clock.go_on(timedelta(minutes=6))
    await n.send_due()

    assert while_claimed == ["queued"]
    assert [(d["status"], d["attempts"]) for d in await n.deliveries()] == [("sent", 2)]


async def test_processes_that_send_at_once_send_each_delivery_once(
    notifications_on_each: Notifications, smtp: int, sink: MailSink
) -> None:
    n = notifications_on_each
    await n.mail_through(smtp)
    for number in range(15):
        await n.send(channels=["email"], title=f"Number {number}")

    await asyncio.gather(*(n.send_due() for _ in range(4)))

    assert sorted(str(m["Subject"]) for m in sink.taken) == sorted(f"Number {number}" for number in range(15))
    assert {(d["status"], d["attempts"]) for d in await n.deliveries()} == {("sent", 1)}


async def test_what_was_queued_is_sent_after_a_restart(tmp_path: Path, smtp: int, sink: MailSink) -> None:
    keys = "k1:" + "A" * 43 + "="
    async with open_notifications(tmp_path, encryption_keys=keys) as n:
        await n.mail_through(smtp)
        await n.send(channels=EMAIL)

    async with open_notifications(tmp_path, encryption_keys=keys) as n:
        await n.send_due()

        assert [d["status"] for d in await n.deliveries()] == ["sent"]
    assert len(sink.taken) == 1


async def test_deliveries_can_be_looked_up_by_status_and_notice(notifications: Notifications) -> None:
    n = notifications
    notice = (await n.send(channels=EMAIL)).json()["id"]
    await n.send_due()
    await n.send(channels=EMAIL)

    by_status = (await n.ana.get(f"{API}/deliveries?status=not_configured")).json()["items"]
    by_notice = (await n.ana.get(f"{API}/deliveries?notice_id={notice}")).json()["items"]

    assert [d["notice_id"] for d in by_status] == [d["notice_id"] for d in by_notice] == [notice]
    assert (await n.ana.get(f"{API}/deliveries?status=lost")).status_code == 422
    assert (await n.ben.get(f"{API}/deliveries")).status_code == 403


def _seconds_until(n: Notifications, moment: str) -> float:
    return (datetime.fromisoformat(moment) - n.clock()).total_seconds()

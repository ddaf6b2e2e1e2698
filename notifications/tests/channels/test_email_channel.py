"""The mail server of a company: its password stays secret, and nobody reaches our own network through it."""

import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications.tests.opened import API, MailSink, Notifications, mail_server, open_notifications
from notifications_service.channels.tables import email_channels

CHANNEL: dict[str, Any] = {
    "host": "mail.example.com",
    "port": 587,
    "security": "starttls",
    "username": "agents",
    "password": "correct horse",
    "sender": "agents@example.com",
}


async def test_a_password_goes_in_and_never_comes_out(notifications_on_each: Notifications) -> None:
    n = notifications_on_each

    before = (await n.ana.get(f"{API}/channels/email")).json()
    saved = await n.ana.put(f"{API}/channels/email", json=CHANNEL)
    shown = await n.ana.get(f"{API}/channels/email")

    assert before is None
    assert saved.json() == shown.json()
    assert shown.json() == {
        **{k: v for k, v in CHANNEL.items() if k != "password"},
        "enabled": True,
        "password_set": True,
    }
    async with n.service.host.db.read() as tx:
        (row,) = await tx.all(email_channels.select())
    assert row["password"].startswith("v1.")


async def test_what_was_shown_can_be_saved_again_and_keeps_the_password(notifications: Notifications) -> None:
    n = notifications
    shown = (await n.ana.put(f"{API}/channels/email", json=CHANNEL)).json()

    saved = await n.ana.put(f"{API}/channels/email", json={**shown, "sender": "noreply@example.com"})

    assert saved.status_code == 200
    assert saved.json() == {**shown, "sender": "noreply@example.com"}


@pytest.mark.parametrize(
    "change", [{"host": "mail.evil.example"}, {"port": 2525}, {"username": "eve"}, {"security": "tls"}]
)
async def test_a_stored_password_does_not_move_to_another_server(
    notifications: Notifications, change: dict[str, Any]
) -> None:
    n = notifications
    shown = (await n.ana.put(f"{API}/channels/email", json=CHANNEL)).json()

    moved = await n.ana.put(f"{API}/channels/email", json={**shown, **change})

    assert moved.status_code == 422
    assert [error["pointer"] for error in moved.json()["errors"]] == ["/password"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", ""),
        ("host", "mail.example.com/x"),
        ("host", "mail\r\nexample.com"),
        ("host", None),
        ("port", 0),
        ("port", 65536),
        ("port", "587"),
        ("port", True),
        ("security", "none"),
        ("security", "ssl"),
        ("sender", "agents"),
        ("sender", "agents@example.com\r\nBcc: eve@example.com"),
        ("sender", "Agents <agents@example.com>"),
        ("username", "a\nb"),
        ("password", ["x"]),
        ("enabled", "yes"),
        ("more", 1),
    ],
)
async def test_settings_that_cannot_work_are_a_problem(notifications: Notifications, field: str, value: object) -> None:
    answer = await notifications.ana.put(f"{API}/channels/email", json={**CHANNEL, field: value})

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]


async def test_who_may_not_manage_may_not_change_it(notifications: Notifications) -> None:
    assert (await notifications.ben.put(f"{API}/channels/email", json=CHANNEL)).status_code == 403
    assert (await notifications.ben.post(f"{API}/channels/email/test")).status_code == 403


async def test_a_test_message_reaches_whoever_asks(notifications: Notifications, smtp: int, sink: MailSink) -> None:
    await notifications.mail_through(smtp)

    answer = await notifications.ana.post(f"{API}/channels/email/test")

    assert answer.json() == {"to": "ana@example.com"}
    assert [str(message["Subject"]) for message in sink.taken] == ["The mail server works"]


async def test_a_test_without_a_server_or_with_a_broken_one_says_why(
    notifications: Notifications, unused_tcp_port: int
) -> None:
    without = await notifications.ana.post(f"{API}/channels/email/test")
    await notifications.mail_through(unused_tcp_port)
    broken = await notifications.ana.post(f"{API}/channels/email/test")
    await notifications.mail_through(unused_tcp_port, enabled=False)
    switched_off = await notifications.ana.post(f"{API}/channels/email/test")

    assert without.status_code == switched_off.status_code == 409
    assert broken.status_code == 502
    assert "cannot be reached" in broken.json()["detail"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
async def test_nobody_reaches_a_private_network_through_a_mail_server(
    tmp_path: Path, smtp: int, sink: MailSink, host: str
) -> None:
    async with open_notifications(tmp_path, ALLOW_PRIVATE_ADDRESSES="") as n:
        await n.mail_through(smtp, host=host)
        refused = await n.ana.post(f"{API}/channels/email/test")
        await n.send(channels=["email"])
        await n.send_due()
        (delivery,) = await n.deliveries()

    assert refused.status_code == 502
    assert "private network" in refused.json()["detail"]
    assert (delivery["status"], delivery["attempts"]) == ("failed", 1)
    assert sink.taken == []


@pytest.mark.parametrize("implicit", [True, False], ids=["tls", "starttls"])
async def test_user_name_and_password_travel_encrypted(tmp_path: Path, sink: MailSink, implicit: bool) -> None:
    ca_file, context = certificate(tmp_path)
    security = "tls" if implicit else "starttls"

    async with (
        mail_server(sink, tls=context, implicit=implicit, user="agents", password="correct horse") as port,
        open_notifications(tmp_path, SMTP_CA_FILE=str(ca_file)) as n,
    ):
        await n.mail_through(port, security=security, username="agents", password="correct horse")
        right = await n.ana.post(f"{API}/channels/email/test")
        await n.mail_through(port, security=security, username="agents", password="wrong")
        wrong = await n.ana.post(f"{API}/channels/email/test")

    assert right.status_code == 200, right.text
    assert len(sink.taken) == 1
    assert wrong.status_code == 502
    assert "user name and password" in wrong.json()["detail"]


@pytest.mark.parametrize("implicit", [True, False], ids=["tls", "starttls"])
async def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path, sink: MailSink, implicit: bool) -> None:
    _, context = certificate(tmp_path)

    async with mail_server(sink, tls=context, implicit=implicit) as port, open_notifications(tmp_path) as n:
        await n.mail_through(port, security="tls" if implicit else "starttls")
        answer = await n.ana.post(f"{API}/channels/email/test")

    assert answer.status_code == 502
    assert "certificate" in answer.json()["detail"].lower()
    assert sink.taken == []


async def test_a_server_that_cannot_encrypt_gets_no_message(
    notifications: Notifications, smtp: int, sink: MailSink
) -> None:
    await notifications.mail_through(smtp, security="starttls")

    answer = await notifications.ana.post(f"{API}/channels/email/test")

    assert answer.status_code == 502
    assert sink.taken == []


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1, signed by itself, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca_file, key_file = folder / "ca.pem", folder / "key.pem"
    ca_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca_file, key_file)
    return ca_file, context

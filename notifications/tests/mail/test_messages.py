"""Messages: the same words as text and HTML, and nothing in them becomes a header or markup."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.service import utc_now
from notifications_service.mail.rules import Letter, absolute, compose

SENDER = "agents@acme.example"


def letter(**changes: str | None) -> Letter:
    given = {
        "reference": "dlv_1",
        "to_name": "Ana",
        "to_address": "ana@example.com",
        "title": "Hello",
        "body": "One\n\nTwo",
        "link": None,
        "language": "en",
    }
    return Letter(**{**given, **changes})  # pyright: ignore[reportArgumentType] - link alone may be None


def arrived(message: EmailMessage) -> EmailMessage:
    """The message as a mail server's reader sees it."""
    return message_from_bytes(message.as_bytes(), EmailMessage, policy=policy.default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return found.get_content()


def test_markup_in_words_is_shown_and_not_run() -> None:
    words = letter(title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)> & 'quotes'")

    message = arrived(compose(words, SENDER, utc_now()))

    page = part(message, "html")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &#x27;quotes&#x27;" in page
    assert "<img src=x onerror=alert(1)>" in part(message, "plain")


def test_a_link_cannot_leave_its_attribute() -> None:
    page = part(arrived(compose(letter(link="https://x.example/'onmouseover='alert(1)"), SENDER, utc_now())), "html")

    assert "'onmouseover='" not in page


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80), st.text(max_size=40))
def test_no_words_add_a_header(title: str, name: str) -> None:
    hostile = letter(title=f"{title}\r\nBcc: eve@example.com", to_name=f"{name}\nBcc: eve@example.com")
    expected = arrived(compose(letter(), SENDER, utc_now())).keys()

    try:
        message = arrived(compose(hostile, SENDER, utc_now()))
    except (ValueError, UnicodeError):
        return

    assert message.keys() == expected
    assert [address.addr_spec for address in message["To"].addresses] == ["ana@example.com"]


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "a@b\r\nBcc: eve@example.com", "a b@example.com", "änna@example.com", "a@b, c@d", "<a@b>"],
)
def test_an_address_no_mail_can_go_to_is_refused(address: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        compose(letter(to_address=address), SENDER, utc_now())


def test_a_repeat_is_the_same_message() -> None:
    first, again = (compose(letter(), SENDER, utc_now()) for _ in range(2))

    assert first["Message-ID"] == again["Message-ID"] == "<dlv_1@acme.example>"
    assert first["Auto-Submitted"] == "auto-generated"


def test_letters_of_any_script_arrive() -> None:
    message = arrived(compose(letter(title="Genehmigung für Ørsted 請求書", body="Grüße 👋"), SENDER, utc_now()))

    assert message["Subject"] == "Genehmigung für Ørsted 請求書"
    assert part(message, "plain").strip() == "Grüße 👋"


def test_a_path_needs_the_public_address() -> None:
    assert absolute("/runs/1", "https://a.example/") == "https://a.example/runs/1"
    assert absolute("/runs/1", None) is None
    assert absolute("https://b.example", None) == "https://b.example"
    assert absolute(None, "https://a.example") is None

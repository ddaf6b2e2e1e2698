"""The text of an e-mail: who wrote to whom, what, and the names of what is attached."""

import email
import email.policy

from ai_service.parsing.archive import DAMAGED, Refused
from ai_service.parsing.markup import text_of_html

_MOST_MARKUP = 2_000_000


def text_of_email(content: bytes, *, marked: bool = False) -> str:
    """Its heads and its body. Raises `Refused`."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body else ""
        if body and body.get_content_type() == "text/html":
            text = text_of_html(text[:_MOST_MARKUP], marked=marked)
        heads = [f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject") if message[name]]
        attached = [name for part in message.iter_attachments() if (name := part.get_filename())]
    except DAMAGED as error:
        raise Refused("not_readable", f"is damaged, or no e-mail at all ({type(error).__name__})") from None
    return "\n".join([*heads, *([f"Attached: {', '.join(attached)}"] if attached else []), "", text])

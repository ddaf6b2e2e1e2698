"""A mail server, as the rest of the service hands it around."""

from dataclasses import dataclass, field
from typing import Literal

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True)
class MailServer:
    """Where mail leaves through. A trusted one (the installation's own) may be in a private network."""

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    sender: str
    is_trusted: bool = False

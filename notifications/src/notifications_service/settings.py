"""What the notifications service reads from its environment."""

from pathlib import Path

from pydantic import Field, field_validator, model_validator

from kernel.egress import parse_networks
from kernel.service import Settings
from notifications_service.mail.schemas import MailServer, Security


class NotificationsSettings(Settings):
    """`SMTP_*` is the mail server of companies that set none of their own; without `SMTP_HOST` they send no e-mail.

    `PUBLIC_URL` is the address people type: links in e-mails start with it. `NOTICE_LANGUAGE` is what e-mails are
    written in.
    """

    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Security = "starttls"
    smtp_username: str = ""
    smtp_password: str = ""
    smtp_sender: str = ""
    smtp_ca_file: Path | None = None
    allow_private_addresses: str = ""
    public_url: str | None = None
    notice_language: str = Field(default="en", pattern="^[a-z]{2}$")

    @field_validator("allow_private_addresses")
    @classmethod
    def are_networks(cls, text: str) -> str:
        """Refuse what is no list of networks."""
        parse_networks(text)
        return text

    @model_validator(mode="after")
    def has_a_sender(self) -> "NotificationsSettings":
        """A mail server needs an address to send from."""
        if self.smtp_host and "@" not in self.smtp_sender:
            raise ValueError("SMTP_SENDER must be the e-mail address that notices come from")
        return self

    def mail_server(self) -> MailServer | None:
        """The installation's own mail server, which the administrator may keep in a private network."""
        if not self.smtp_host:
            return None
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            username=self.smtp_username,
            password=self.smtp_password,
            sender=self.smtp_sender,
            is_trusted=True,
        )

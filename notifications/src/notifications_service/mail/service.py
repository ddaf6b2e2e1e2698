"""Speaks SMTP. A server somebody typed is reached by an address that was checked first, and by that very address."""

import asyncio
import ipaddress
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import aiosmtplib
from aiosmtplib import errors

from kernel.egress import Network, is_open
from notifications_service.mail.problems import NotSent
from notifications_service.mail.schemas import MailServer

_SECONDS = 30.0


@cache
def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """One for all mail of a process: reading the certificates of all authorities takes 20 ms."""
    return ssl.create_default_context(cafile=ca_file)


class SmtpMailer:
    """Hands messages to mail servers; certificates are always checked."""

    def __init__(self, allowed: tuple[Network, ...] = (), *, ca_file: Path | None = None) -> None:
        self._allowed = allowed
        self._ca_file = ca_file

    async def send(self, message: EmailMessage, server: MailServer) -> None:
        """Returns once the server has taken the message. Raises `NotSent`."""
        try:
            async with asyncio.timeout(_SECONDS):
                await self._send(message, server)
        except errors.SMTPException as error:
            raise _refused(error) from None
        except ssl.SSLCertVerificationError as error:
            raise NotSent(f"The certificate of {server.host} is not valid: {error.verify_message}.") from None
        except TimeoutError:
            raise NotSent(f"The mail server {server.host} did not answer within {_SECONDS:.0f} seconds.") from None
        except (OSError, UnicodeError, ValueError) as error:
            raise NotSent(f"The mail server {server.host}, port {server.port}, cannot be reached: {error}.") from None

    async def _send(self, message: EmailMessage, server: MailServer) -> None:
        connection = await self._connect(server)
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            sock=connection,
            local_hostname=server.sender.rpartition("@")[2],
            timeout=_SECONDS,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=_trusting(self._ca_file),
        )
        try:
            await smtp.connect()
            if server.username:
                await smtp.login(server.username, server.password)
            await smtp.send_message(message)
            with suppress(errors.SMTPException, OSError):
                await smtp.quit()
        finally:
            # The transport owns the socket from here on and closes it once TLS has said goodbye.
            smtp.close()

    async def _connect(self, server: MailServer) -> socket.socket:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        if not server.is_trusted and not all(self._is_open(str(row[4][0])) for row in found):
            raise NotSent(
                f"{server.host} leads into a private network. An administrator of this installation can open it with "
                "ALLOW_PRIVATE_ADDRESSES.",
                is_final=True,
            )
        problem: OSError = OSError("it has no address")
        for family, kind, protocol, _, address in found:
            connection = socket.socket(family, kind, protocol)
            connection.setblocking(False)
            try:
                await loop.sock_connect(connection, address)
                return connection
            except OSError as error:
                connection.close()
                problem = error
            except BaseException:
                connection.close()
                raise
        raise problem

    def _is_open(self, address: str) -> bool:
        return is_open(ipaddress.ip_address(address.partition("%")[0]), self._allowed)


def _refused(error: errors.SMTPException) -> NotSent:
    """What a server's refusal means. Codes from 500 are final (RFC 5321), but a wrong password can be corrected."""
    match error:
        case errors.SMTPRecipientsRefused():
            first = error.recipients[0]
            return NotSent(f"The mail server refused the recipient: {_words(first)}", is_final=first.code >= 500)
        case errors.SMTPAuthenticationError():
            return NotSent(f"The mail server did not accept user name and password: {_words(error)}")
        case errors.SMTPHeloError() | errors.SMTPConnectResponseError():
            return NotSent(f"The mail server does not want to talk to us: {_words(error)}")
        case errors.SMTPResponseException():
            return NotSent(f"The mail server refused the message: {_words(error)}", is_final=error.code >= 500)
        case _:
            return NotSent(f"The mail server could not be used: {error.message}")


def _words(error: errors.SMTPResponseException) -> str:
    return f"{error.code} {error.message}"[:300]

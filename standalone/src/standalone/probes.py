"""What the doctor looks at outside the program: disk, Redis, clocks, certificate, mail server, model vendors' keys."""

import asyncio
import shutil
import smtplib
import socket
import ssl
from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import httpx2
import sqlalchemy as sa
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from kernel.db import Database

_ROOM_NEEDED = 500 * 1024 * 1024
_SECONDS = 5
_SKEW_SECONDS = 30
_RENEW_DAYS = 14
_VENDORS = {
    "OPENAI_API_KEY": ("OpenAI", "https://api.openai.com/v1/models", "authorization", "Bearer "),
    "ANTHROPIC_API_KEY": ("Anthropic", "https://api.anthropic.com/v1/models", "x-api-key", ""),
    "GEMINI_API_KEY": ("Google", "https://generativelanguage.googleapis.com/v1beta/models", "x-goog-api-key", ""),
}


class Finding(NamedTuple):
    """What a check came to, in words that say what to do."""

    wrong: bool
    words: str


def room(folder: Path) -> Finding:
    """Whether there is room on the disk."""
    free = shutil.disk_usage(folder if folder.exists() else Path()).free
    short = free < _ROOM_NEEDED
    return Finding(short, f"{free // 1024**2} MiB are free for {folder}{': make room, at least 500' if short else ''}.")


async def redis(url: str) -> Finding:
    """Whether Redis answers, and keeps what it is given."""
    client: Any = cast("Any", Redis).from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
    try:
        info = await client.info("persistence")
    except (RedisError, OSError) as error:
        return Finding(True, f"Redis cannot be used ({error}). Is it running, and do address and password fit?")
    finally:
        await client.aclose()
    if not info.get("aof_enabled"):
        return Finding(
            False, "Redis answers. It keeps nothing over its end (appendonly no): events on their way are lost."
        )
    return Finding(False, "Redis answers, and keeps what it is given.")


async def database_clock(url: str, now: datetime) -> Finding:
    """Whether this machine and the database agree on the time."""
    db = Database(url)
    try:
        async with db.read() as tx:
            query = "SELECT strftime('%s', 'now')" if db.is_sqlite else "SELECT UNIX_TIMESTAMP()"
            theirs = datetime.fromtimestamp(int(await tx.scalar(sa.text(query))), UTC)
    except (SQLAlchemyError, OSError) as error:
        return Finding(True, f"The database cannot be asked for its time ({type(error).__name__}).")
    finally:
        await db.close()
    return skew(now, theirs, "the database's")


def skew(ours: datetime, theirs: datetime, whose: str) -> Finding:
    """Whether two clocks are near enough for tokens and codes to hold."""
    apart = abs((ours - theirs).total_seconds())
    if apart > _SKEW_SECONDS:
        return Finding(
            True, f"This machine's clock and {whose} are {apart:.0f} s apart: switch on time synchronisation."
        )
    return Finding(False, f"This machine's clock and {whose} agree.")


async def outside(source: Mapping[str, str]) -> AsyncGenerator[Finding]:
    """What is checked only where it is set up."""
    public = urlsplit(source.get("PUBLIC_URL", ""))
    if public.scheme == "https" and public.hostname:
        yield await asyncio.to_thread(certificate, public.hostname, public.port or 443, datetime.now(UTC))
    elif public.scheme == "http":
        yield Finding(True, "PUBLIC_URL is without TLS: passwords can be read on the way (docs/operations/gateway.md).")
    if source.get("SMTP_HOST"):
        yield await asyncio.to_thread(mail_server, source)
    for name, (vendor, url, header, prefix) in _VENDORS.items():
        if key := source.get(name):
            yield await vendor_key(vendor, url, {header: prefix + key, "anthropic-version": "2023-06-01"}, name)


def certificate(host: str, port: int, now: datetime, trusted: ssl.SSLContext | None = None) -> Finding:
    """Whether the certificate that people's browsers see is valid, and for how long."""
    context = trusted or ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), _SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as tls,
        ):
            shown = tls.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Finding(
            True, f"Browsers will warn of the certificate of {host}: {error.verify_message}. Renew or replace it."
        )
    except OSError as error:
        return Finding(True, f"{host}:{port} cannot be reached with TLS ({error}).")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    days = (ends - now).days
    soon = days < _RENEW_DAYS
    return Finding(soon, f"The certificate of {host} holds for {days} more days{': renew it now' if soon else ''}.")


def mail_server(source: Mapping[str, str]) -> Finding:
    """Whether the mail server lets us in."""
    host, security = source["SMTP_HOST"], source.get("SMTP_SECURITY") or "starttls"
    port = int(source.get("SMTP_PORT") or 587)
    try:
        kind = smtplib.SMTP_SSL if security == "tls" else smtplib.SMTP
        with kind(host, port, timeout=_SECONDS) as server:
            if security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if source.get("SMTP_USERNAME"):
                server.login(source["SMTP_USERNAME"], source.get("SMTP_PASSWORD", ""))
            server.noop()
    except smtplib.SMTPAuthenticationError:
        return Finding(True, f"The mail server {host} refuses SMTP_USERNAME and SMTP_PASSWORD.")
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            True, f"The mail server {host}:{port} cannot be used ({error}). Check SMTP_HOST, _PORT, _SECURITY."
        )
    return Finding(False, f"The mail server {host} takes mail.")


async def vendor_key(vendor: str, url: str, headers: Mapping[str, str], name: str) -> Finding:
    """Whether a vendor of models takes the key."""
    try:
        async with httpx2.AsyncClient(timeout=_SECONDS) as http:
            answer = await http.get(url, headers=dict(headers))
    except httpx2.HTTPError as error:
        return Finding(
            True, f"{vendor} cannot be reached ({type(error).__name__}): is there a way out of this network?"
        )
    if answer.status_code in {400, 401, 403}:
        return Finding(True, f"{vendor} refuses the key in {name}: put in a valid one.")
    return Finding(answer.status_code >= 500, f"{vendor} takes the key in {name} (it answers {answer.status_code}).")

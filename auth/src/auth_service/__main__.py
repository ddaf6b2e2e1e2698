"""Run the auth service as a process of its own; or change its keys, or print a link to choose a new password,
or confirm that a domain belongs to a company.

python -m auth_service | python -m auth_service rotate-keys | python -m auth_service reset-link ana@example.com
python -m auth_service confirm-domain example.com [cmp_…]
"""

import asyncio
import os
import secrets
import sys
from collections.abc import Awaitable, Callable

from auth_service.accounts import repo as accounts
from auth_service.accounts.rules import known_email
from auth_service.app import manifest
from auth_service.keys.service import KeyRing
from auth_service.links import service as links
from auth_service.providers import service as providers
from kernel.db import Database
from kernel.problems import InvalidRequest
from kernel.secrets import SecretBox, box_from_text
from kernel.service import ProcessSettings, load, serve, utc_now

_TOKEN_BYTES = 32


async def rotate_keys(db: Database, box: SecretBox) -> None:
    """Let the next signing key sign from now on; tokens of the present one stay good until they end."""
    try:
        await KeyRing(db, box, utc_now).rotate(at_once=True)
    finally:
        await db.close()


async def reset_link(db: Database, email: str, public_url: str) -> str:
    """A link to choose a new password, for who has the keys to the installation. Raises `LookupError`."""
    try:
        async with db.read() as tx:
            row = await accounts.by_email(tx, known_email(email))
        if row is None:
            raise LookupError(f"Nobody has an account with the address {email}.")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        path = await links.issue(db, row["id"], "reset", row["email"], token=token, now=utc_now())
        return public_url.rstrip("/") + path
    finally:
        await db.close()


async def confirm_domain(db: Database, domain: str, company_id: str | None) -> str:
    """Confirm that a domain belongs to the company that named it. Raises `LookupError`, `InvalidRequest`."""
    try:
        return f"{domain} belongs to {await providers.confirm_domain(db, domain, company_id, utc_now())} now."
    finally:
        await db.close()


def main(arguments: list[str]) -> int:
    """Do what the arguments say; without any, serve."""
    if not arguments:
        serve(manifest, os.environ)
        return 0
    settings = load(ProcessSettings, os.environ)
    db, box = Database(settings.database_url), box_from_text(settings.encryption_keys)
    known: dict[str, Callable[[], Awaitable[str | None]]] = {
        "rotate-keys": lambda: rotate_keys(db, box),
        "reset-link": lambda: reset_link(db, arguments[1], os.environ.get("PUBLIC_URL", "")),
        "confirm-domain": lambda: confirm_domain(db, arguments[1], arguments[2] if len(arguments) > 2 else None),
    }
    if arguments[0] not in known or (arguments[0] != "rotate-keys" and len(arguments) < 2):
        sys.stderr.write(f"{__doc__}\n")
        return 2

    async def run() -> str | None:
        return await known[arguments[0]]()

    try:
        sys.stdout.write((asyncio.run(run()) or "Done.") + "\n")
    except (LookupError, InvalidRequest) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

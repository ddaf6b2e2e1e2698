"""The auth service: its manifest."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from auth_service.accounts import tables as accounts_tables
from auth_service.accounts.api import router as accounts
from auth_service.deps import Deps
from auth_service.invitations.api import router as invitations
from auth_service.keys import tables as keys_tables
from auth_service.keys.api import router as keys
from auth_service.keys.jobs import rotate_keys
from auth_service.keys.service import KeyRing
from auth_service.passwords.service import PasswordPool
from auth_service.sessions import tables as sessions_tables
from auth_service.sessions.api import router as sessions
from auth_service.sessions.consumers import end_sessions
from auth_service.sessions.jobs import forget_sessions
from auth_service.settings import AuthSettings
from auth_service.throttle import tables as throttle_tables
from auth_service.throttle.jobs import forget_attempts
from auth_service.tokens.api import router as tokens
from contracts.company import HttpCompanyClient
from contracts.events import CompanyErased
from kernel.db import service_metadata
from kernel.ids import new_id
from kernel.jobs import Job
from kernel.service import Consumer, Host, Manifest, load

metadata = service_metadata()
keys_tables.define(metadata)
throttle_tables.define(metadata)
accounts_tables.define(metadata)
sessions_tables.define(metadata)

_TOKEN_BYTES = 32


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    settings = load(AuthSettings, host.settings_source)
    ring = KeyRing(host.db, host.secrets, host.clock)
    await ring.rotate()
    # Says now, not at the first sign-in, when the stored keys cannot be opened with the encryption keys at hand.
    await ring.published()
    with PasswordPool() as passwords:
        yield Deps(
            db=host.db,
            clock=host.clock,
            new_id=new_id,
            new_token=lambda: secrets.token_urlsafe(_TOKEN_BYTES),
            signer=ring,
            passwords=passwords,
            company=HttpCompanyClient(host.clients.to("company")),
            secrets=host.secrets,
            service_secrets=settings.secrets(),
            public_url=settings.public_url,
        )


manifest = Manifest(
    name="auth",
    title="auth",
    package="auth_service",
    metadata=metadata,
    routers=(sessions, accounts, invitations, tokens, keys),
    open=_open,
    jobs=(
        Job("rotate_signing_keys", timedelta(hours=1), rotate_keys),
        Job("forget_sessions", timedelta(minutes=10), forget_sessions),
        Job("forget_attempts", timedelta(minutes=10), forget_attempts),
    ),
    consumers=(Consumer("erasure", (CompanyErased.topic,), end_sessions),),
    body_limits={"/api/auth/": 64 * 1024},
)

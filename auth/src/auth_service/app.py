"""The auth service: its manifest."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from fastapi import APIRouter

from auth_service.accounts import tables as accounts_tables
from auth_service.accounts.api import router as accounts
from auth_service.apikeys import tables as apikeys_tables
from auth_service.apikeys.api import router as apikeys
from auth_service.apikeys.jobs import write_key_uses
from auth_service.apikeys.service.revocations import Revocations
from auth_service.deps import Deps
from auth_service.factors import tables as factors_tables
from auth_service.factors.api import router as factors
from auth_service.invitations.api import router as invitations
from auth_service.keys import tables as keys_tables
from auth_service.keys.api import router as keys
from auth_service.keys.jobs import rotate_keys
from auth_service.keys.service import KeyRing
from auth_service.links import tables as links_tables
from auth_service.links.jobs import forget_links
from auth_service.passkeys import tables as passkeys_tables
from auth_service.passkeys.api import router as passkeys
from auth_service.passkeys.jobs import forget_challenges
from auth_service.passwords.service import PasswordPool
from auth_service.policies import tables as policies_tables
from auth_service.policies.api import router as policies
from auth_service.profiles.api import router as profiles
from auth_service.profiles.consumers import send_account_mail
from auth_service.providers import tables as providers_tables
from auth_service.providers.api import router as providers
from auth_service.provisioning import tables as provisioning_tables
from auth_service.provisioning.api import router as provisioning
from auth_service.provisioning.consumers import forget_provisioned
from auth_service.sessions import tables as sessions_tables
from auth_service.sessions.api import router as sessions
from auth_service.sessions.consumers import end_sessions
from auth_service.sessions.jobs import forget_sessions
from auth_service.settings import AuthSettings
from auth_service.sso import tables as sso_tables
from auth_service.sso.api import own_proof
from auth_service.sso.api import router as sso
from auth_service.sso.consumers import forget_provider
from auth_service.sso.jobs import forget_sso_attempts
from auth_service.throttle import tables as throttle_tables
from auth_service.throttle.jobs import forget_attempts
from auth_service.tokens.api import router as tokens
from contracts.company import HttpCompanyClient
from contracts.events import AccountDeleted, AccountMailAsked, CompanyErased
from contracts.notifications import HttpMailsClient
from kernel.db import service_metadata
from kernel.egress import guarded_client
from kernel.ids import new_id
from kernel.jobs import Job
from kernel.outbox import Watch
from kernel.service import Consumer, Host, Manifest, load

metadata = service_metadata()
keys_tables.define(metadata)
throttle_tables.define(metadata)
accounts_tables.define(metadata)
links_tables.define(metadata)
passkeys_tables.define(metadata)
factors_tables.define(metadata)
policies_tables.define(metadata)
sessions_tables.define(metadata)
apikeys_tables.define(metadata)
providers_tables.define(metadata)
provisioning_tables.define(metadata)
sso_tables.define(metadata)

_TOKEN_BYTES = 32


@asynccontextmanager
async def _open(host: Host) -> AsyncGenerator[Deps]:
    settings = load(AuthSettings, host.settings_source)
    ring = KeyRing(host.db, host.secrets, host.clock)
    await ring.rotate()
    # Says now, not at the first sign-in, when the stored keys cannot be opened with the encryption keys at hand.
    await ring.published()
    networks = settings.networks()
    async with AsyncExitStack() as stack:
        passwords = stack.enter_context(PasswordPool())
        http = await stack.enter_async_context(guarded_client(networks))
        deps = Deps(
            db=host.db,
            clock=host.clock,
            new_id=new_id,
            new_token=lambda: secrets.token_urlsafe(_TOKEN_BYTES),
            new_bytes=secrets.token_bytes,
            signer=ring,
            passwords=passwords,
            company=HttpCompanyClient(host.clients.to("company")),
            mails=HttpMailsClient(host.clients.to("notifications")),
            secrets=host.secrets,
            http=http,
            networks=networks,
            service_secrets=settings.secrets(),
            public_url=settings.public_url,
            data_dir=host.data_dir,
            longest_key_days=settings.longest_api_key_days,
        )
        await Revocations(host.data_dir).begin(host.clock())
        yield deps
        await write_key_uses(deps)


# A provider's word lets people into its company. Their accounts may belong to others, too.
_own = APIRouter(dependencies=[own_proof()])
for _each in (profiles, factors, passkeys):
    _own.include_router(_each)

manifest = Manifest(
    name="auth",
    title="auth",
    package="auth_service",
    metadata=metadata,
    routers=(sessions, accounts, _own, invitations, policies, tokens, keys, apikeys, providers, sso, provisioning),
    open=_open,
    jobs=(
        Job("rotate_signing_keys", timedelta(hours=1), rotate_keys),
        Job("forget_sessions", timedelta(minutes=10), forget_sessions),
        Job("forget_attempts", timedelta(minutes=10), forget_attempts),
        Job("forget_links", timedelta(hours=1), forget_links),
        Job("forget_challenges", timedelta(minutes=10), forget_challenges),
        Job("forget_sso_attempts", timedelta(minutes=10), forget_sso_attempts),
        Job("write_key_uses", timedelta(seconds=10), write_key_uses),
    ),
    consumers=(
        Consumer("account_mail", (AccountMailAsked.topic,), send_account_mail),
        Consumer("erasure", (CompanyErased.topic,), end_sessions),
        Consumer("provisioning", (CompanyErased.topic, AccountDeleted.topic), forget_provisioned),
        Consumer("providers", (CompanyErased.topic,), forget_provider),
    ),
    keeps_answers=False,
    body_limits={"/api/auth/v1/scim/": 4 * 1024 * 1024, "/api/auth/": 64 * 1024},
    watch=Watch(
        silent={
            "refresh_session": "a session only goes on",
            "create_service_token": "a part of the platform asks, and for itself alone",
            "ask_for_passkey": "changes nothing: the browser asks what to sign",
            "ask_for_new_passkey": "as ask_for_passkey",
            "ask_to_confirm": "as ask_for_passkey",
            "forgot_password": "nobody is known yet; the mail that leaves is kept with the mails",
            "look_at_invitation": "changes nothing",
            "look_for_sso": "changes nothing",
            "confirm_by_sso": "nothing is proven yet; who proves it is noted then",
            "begin_sso": "nobody is known yet; who comes in is noted then",
            "finish_sso": "nobody is known before; who comes in is noted as a sign-in",
            "check_sso_provider": "changes nothing: the provider is asked for its description",
            "search_provisioned": "changes nothing: a directory may ask by POST",
            "search_all_provisioned": "as search_provisioned",
            "try_sso_provider": "changes nothing: a trial lets nobody in",
        }
    ),
)

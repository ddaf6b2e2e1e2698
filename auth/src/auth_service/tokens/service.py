"""Mints tokens."""

import hashlib
import hmac

from auth_service.deps import Deps
from auth_service.tokens import rules
from auth_service.tokens.problems import UnknownService
from auth_service.tokens.schemas import ServiceToken, ServiceTokenRequest
from contracts.company import Membership

_TOKEN = "jti"  # noqa: S105 - the prefix of a token's id, not a token


async def for_person(user_id: str, membership: Membership, proof: rules.Proof, deps: Deps) -> str:
    """An access token for a person in a company."""
    claims = rules.person_claims(user_id, membership, proof, deps.new_id(_TOKEN), deps.clock())
    return await deps.signer.sign(claims)


async def for_service(asked: ServiceTokenRequest, *, deps: Deps) -> ServiceToken:
    """An access token for a service that proves itself with its secret."""
    known = deps.service_secrets.get(asked.service)
    fits = hmac.compare_digest(_digest(known or ""), _digest(asked.secret))
    if not fits or known is None:
        raise UnknownService("Check SERVICE_SECRET of the calling service and SERVICE_SECRETS of the auth service.")
    claims = rules.service_claims(asked.service, asked.audience, deps.new_id(_TOKEN), deps.clock())
    return ServiceToken(access_token=await deps.signer.sign(claims), expires_in=rules.LIFE_SECONDS)


def _digest(secret: str) -> bytes:
    """Of one length, so that comparing tells nothing about the secret's."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()

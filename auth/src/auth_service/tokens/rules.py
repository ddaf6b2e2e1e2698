"""What tokens claim (RFC 9068): permissions as `scope`; when and how the person proved who they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from contracts.company import Membership
from kernel.identity import ISSUER
from kernel.service import SERVICES

LIFE_SECONDS = 600
_CLIENT = "agent-platform"


class Proof(NamedTuple):
    """In which session, when and how (RFC 8176) a person proved who they are."""

    session_id: str
    at: datetime
    methods: tuple[str, ...]


def person_claims(user_id: str, membership: Membership, proof: Proof, token_id: str, now: datetime) -> dict[str, Any]:
    """The claims of a person in a company, good for every service."""
    place = {"company": membership.company_id, "role": membership.role, "scope": " ".join(membership.permissions)}
    proven = {"sid": proof.session_id, "auth_time": int(proof.at.timestamp()), "amr": list(proof.methods)}
    standing = {"acv": membership.access_version}
    return {**_claims(user_id, SERVICES, token_id, now), "client_id": _CLIENT, **place, **proven, **standing}


def service_claims(service: str, audience: str, token_id: str, now: datetime) -> dict[str, Any]:
    """The claims of a service, good for one other service."""
    return {**_claims(f"svc:{service}", [audience], token_id, now), "client_id": service}


def _claims(subject: str, audience: Sequence[str], token_id: str, now: datetime) -> dict[str, Any]:
    issued = int(now.timestamp())
    times = {"iat": issued, "exp": issued + LIFE_SECONDS, "jti": token_id}
    return {"iss": ISSUER, "sub": subject, "aud": list(audience), **times}

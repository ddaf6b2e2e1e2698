"""What tokens claim. Permissions travel as `scope`, separated by spaces (RFC 9068)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contracts.company import Membership
from kernel.identity import ISSUER
from kernel.service import SERVICES

LIFE_SECONDS = 600


def person_claims(
    user_id: str, membership: Membership, session_id: str, token_id: str, now: datetime
) -> dict[str, Any]:
    """The claims of a person in a company, good for every service."""
    place = {"company": membership.company_id, "role": membership.role, "scope": " ".join(membership.permissions)}
    standing = {"sid": session_id, "acv": membership.access_version}
    return {**_claims(user_id, SERVICES, token_id, now), **place, **standing}


def service_claims(service: str, audience: str, token_id: str, now: datetime) -> dict[str, Any]:
    """The claims of a service, good for one other service."""
    return _claims(f"svc:{service}", [audience], token_id, now)


def _claims(subject: str, audience: Sequence[str], token_id: str, now: datetime) -> dict[str, Any]:
    issued = int(now.timestamp())
    times = {"iat": issued, "exp": issued + LIFE_SECONDS, "jti": token_id}
    return {"iss": ISSUER, "sub": subject, "aud": list(audience), **times}

"""What a provider says of somebody, found out step by step; each step tells what it found."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from auth_service.accounts.rules import known_email
from auth_service.deps import Deps
from auth_service.providers import rules as mapping
from auth_service.providers import service as providers
from auth_service.sso.problems import AttemptOver, NotLetIn, NotProven, ProviderAway, ProviderRefused
from auth_service.sso.rules import claims as reading
from auth_service.sso.rules import requests
from auth_service.sso.schemas import Answer, Step, StepName
from auth_service.sso.service import asking
from kernel.db import Row
from kernel.problems import Problem


class Steps:
    """The steps so far, and the one that is being made."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.claims: Mapping[str, Any] = {}
        self._at: StepName = "discovery"

    def begin(self, name: StepName) -> None:
        """Make this step now."""
        self._at = name

    def fine(self, found: str) -> None:
        """It worked."""
        self.done.append(Step(name=self._at, is_fine=True, found=found, advice=""))

    def failed(self, problem: Problem) -> None:
        """It did not work, and nothing after it was tried."""
        self.done.append(Step(name=self._at, is_fine=False, found=problem.title, advice=problem.detail or ""))


class Vouched(NamedTuple):
    """Whom the provider means: `role` is None where its groups decide nothing."""

    subject: str
    email: str
    name: str
    role: str | None
    token: str
    signed_in_at: int | None
    sign_out: str | None
    """Where one signs out at the provider, if it says."""


async def reachable(issuer: str, deps: Deps, steps: Steps) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The provider's description and keys."""
    steps.begin("discovery")
    metadata = await asking.discover(issuer, deps)
    steps.fine(f"{metadata['issuer']} — {metadata['authorization_endpoint']}")
    steps.begin("keys")
    keys, signatures = await asking.keys(metadata, deps), reading.algorithms(metadata)
    if not signatures:
        raise ProviderAway("It names no signature that can be trusted. Let it sign with RS256 or ES256.")
    steps.fine(f"{len(keys)} — {', '.join(signatures)}")
    return metadata, list(keys)


async def prove(attempt: Row, provider: Row, answer: Answer, deps: Deps, steps: Steps) -> Vouched:
    """Whom the provider means by its answer. Raises a problem at the first step that does not work."""
    metadata, keys = await reachable(attempt["issuer"], deps, steps)
    steps.begin("code")
    code = _code(answer, metadata, attempt)
    steps.fine("")
    steps.begin("token")
    verifier = deps.secrets.open(attempt["sealed_verifier"], company=attempt["company_id"], row=attempt["state_hash"])
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt["redirect_uri"],
        "code_verifier": verifier,
    }
    client = (provider["client_id"], providers.secret_of(provider, deps))
    given = await asking.tokens(metadata, client, form, deps)
    token = given.get("id_token")
    if not isinstance(token, str):
        raise NotProven("The provider gave no ID token. Let the client use the scope “openid”.")
    expected = reading.Expected(attempt["issuer"], attempt["client_id"], attempt["nonce"], reading.algorithms(metadata))
    steps.claims = claims = reading.verified(token, keys, expected, int(deps.clock().timestamp()))
    steps.fine(claims["sub"])
    steps.claims = claims = await _with_userinfo(claims, metadata, given, provider, deps, steps)
    read = await _read(claims, provider, deps, steps)
    signed_in_at, sign_out = claims.get("auth_time"), metadata.get("end_session_endpoint")
    return read._replace(
        token=token,
        signed_in_at=signed_in_at if isinstance(signed_in_at, int) else None,
        sign_out=sign_out if isinstance(sign_out, str) else None,
    )


def _code(answer: Answer, metadata: Mapping[str, Any], attempt: Row) -> str:
    """The code of an answer, if the provider that was asked gave it (RFC 9207)."""
    must_name = metadata.get("authorization_response_iss_parameter_supported") is True
    if (answer.iss is not None or must_name) and answer.iss != attempt["issuer"]:
        raise NotProven("Another provider answered than the one that was asked. Start again from the log-in page.")
    if answer.error:
        raise ProviderRefused(asking.refusal(answer.error, answer.error_description or ""))
    if not answer.code:
        raise AttemptOver("Start again from the log-in page.")
    return answer.code


async def _with_userinfo(
    claims: Mapping[str, Any],
    metadata: Mapping[str, Any],
    given: Mapping[str, Any],
    provider: Row,
    deps: Deps,
    steps: Steps,
) -> Mapping[str, Any]:
    """Claims with those the provider keeps out of the token, where something we need is missing."""
    is_whole = bool(claims.get("email")) and reading.is_verified(claims)
    wants_groups = bool(provider["roles"]) and not reading.groups(claims, provider["groups_claim"])
    if "userinfo_endpoint" not in metadata or "access_token" not in given or (is_whole and not wants_groups):
        return claims
    steps.begin("userinfo")
    more = await asking.userinfo(metadata, str(given["access_token"]), deps)
    if more.get("sub") != claims["sub"]:
        raise NotProven("The provider told of somebody else. Start again from the log-in page.")
    steps.fine(", ".join(sorted(set(more) - set(claims)))[:300])
    return {**more, **claims}


async def _read(claims: Mapping[str, Any], provider: Row, deps: Deps, steps: Steps) -> Vouched:
    steps.begin("address")
    email = known_email(str(claims.get("email") or ""))
    if not email:
        raise NotLetIn("The provider does not tell your e-mail address. Let it send the claim “email”.")
    if not reading.is_verified(claims):
        raise NotLetIn(
            f"The provider does not say that {email} is proven to be yours. Let it send “email_verified” "
            "(Entra ID: “xms_edov”) with the value true."
        )
    steps.fine(email)
    steps.begin("domain")
    if not await providers.has_domain(provider["company_id"], email, deps):
        raise NotLetIn(
            f"The domain {mapping.domain_of(email)} is not confirmed for this company. An owner adds it under "
            "Settings, Single sign-on."
        )
    steps.fine(mapping.domain_of(email))
    steps.begin("role")
    groups = reading.groups(claims, provider["groups_claim"])
    role = mapping.role_of(groups, provider["roles"], provider["default_role"])
    steps.fine(", ".join(groups)[:500])
    subject = requests.digest(f"{provider['issuer']}\n{claims['sub']}")
    return Vouched(subject, email, reading.name_of(claims, email), role, "", None, None)

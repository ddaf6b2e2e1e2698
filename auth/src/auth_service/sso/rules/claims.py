"""Whether an ID token proves who somebody is, and what it says of them.

The ways of attack this stands against: unsigned tokens, a public key used as a shared secret (HS256), a key of another
kind than the algorithm, another issuer's or client's token, a token of another sign-in (nonce), one that expired.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, cast

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from auth_service.sso.problems import NotProven

_KEY_OF: Mapping[str, str] = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
ALGORITHMS = tuple(f"{family}{bits}" for family in _KEY_OF for bits in (256, 384, 512))
"""Signatures that only the provider can make. None of them can be checked with a secret we would share."""
_DEFAULT = ("RS256",)
_LEEWAY_SECONDS = 60
_LONGEST_SUBJECT = 255
_MOST_GROUPS = 2_000
_LONGEST_SHOWN = 500
_START_AGAIN = "Start again from the log-in page. If it happens again, tell your administrator."


class Expected(NamedTuple):
    """What a token must be for."""

    issuer: str
    client_id: str
    nonce: str
    algorithms: Collection[str]


def algorithms(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The signatures that the provider says it makes, as far as they can be trusted."""
    named = metadata.get("id_token_signing_alg_values_supported")
    return tuple(each for each in ALGORITHMS if each in named) if isinstance(named, list) else _DEFAULT


def verified(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected, now: int) -> dict[str, Any]:
    """The claims of a token. Raises `NotProven`."""
    try:
        header = jws.extract_compact(token.encode()).headers()
        algorithm = str(header.get("alg", ""))
        if algorithm not in expected.algorithms:
            raise NotProven(f"It is signed by “{algorithm[:20]}”, which the provider does not name. {_START_AGAIN}")
        key = _key(keys, algorithm, header.get("kid"))
        claims = dict(jwt.decode(token, key, algorithms=[algorithm]).claims)
        _check(claims, expected, now)
    except (JoseError, ValueError, TypeError, KeyError, UnicodeError) as error:
        raise NotProven(f"{_reason(error)} {_START_AGAIN}") from None
    return claims


def _reason(error: Exception) -> str:
    match getattr(error, "error", ""):
        case "expired_token":
            return "What the provider sent has expired: check the clocks of both servers."
        case "invalid_claim" | "missing_claim":
            return f"What the provider sent is not for this sign-in ({str(error)[:120]})."
        case "bad_signature":
            return "The provider's signature is not right."
        case _:
            return "What the provider sent is not a token it has signed."


def _key(keys: Sequence[Mapping[str, Any]], algorithm: str, kid: object) -> RSAKey | ECKey:
    kind = _KEY_OF[algorithm[:2]]
    fitting = [
        key
        for key in keys
        if key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise NotProven(f"The provider publishes {len(fitting) or 'no'} keys that could have signed it. {_START_AGAIN}")
    public = {str(name): value for name, value in fitting[0].items()}
    return RSAKey.import_key(public) if kind == "RSA" else ECKey.import_key(public)


def _check(claims: dict[str, Any], expected: Expected, now: int) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=now,
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    registry.validate(claims)
    is_for_several = isinstance(claims["aud"], list) and len(cast("list[Any]", claims["aud"])) > 1
    authorized = claims.get("azp", None if is_for_several else expected.client_id)
    if authorized != expected.client_id:
        raise NotProven(f"It was made for another application. {_START_AGAIN}")
    nonce, subject = claims.get("nonce"), claims["sub"]
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise NotProven(f"It belongs to another sign-in. {_START_AGAIN}")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise NotProven(f"It does not say who you are. {_START_AGAIN}")


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that the address is the person's; Entra ID says so by `xms_edov`."""
    return claims.get("email_verified") in (True, "true") or claims.get("xms_edov") in (True, 1, "1", "true")


def groups(claims: Mapping[str, Any], name: str) -> list[str]:
    """The groups that a claim names. A dotted name leads inwards, as in `realm_access.roles`."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = cast("Mapping[str, Any]", found).get(part) if isinstance(found, Mapping) else None
    named = cast("list[Any]", found) if isinstance(found, list) else [found]
    return [each for each in named if isinstance(each, str)][:_MOST_GROUPS]


def name_of(claims: Mapping[str, Any], email: str) -> str:
    """How a person is called, as far as the provider tells."""
    parts = " ".join(str(claims[part]) for part in ("given_name", "family_name") if claims.get(part))
    name = claims.get("name") or parts or claims.get("preferred_username") or email.partition("@")[0]
    return " ".join("".join(c for c in str(name) if c.isprintable()).split())[:120] or email.partition("@")[0]


def shown(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Claims for whoever tries the provider out: short, and without what would let somebody use the token."""
    hidden = {"nonce", "at_hash", "c_hash", "sid", "jti", "uti", "rh"}
    return {
        name[:100]: value if isinstance(value, bool | int | float) else _short(value)
        for name, value in list(claims.items())[:60]
        if name not in hidden
    }


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [str(each)[:_LONGEST_SHOWN] for each in cast("list[Any]", value)[:100]]
    return str(value)[:_LONGEST_SHOWN]

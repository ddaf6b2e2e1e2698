"""Forged, altered and stretched tokens against the verifier every service uses: none of them is anybody."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt
from joserfc.jwk import ECKey

from auth.tests.opened import API, Auth
from kernel.identity import TokenVerifier
from kernel.problems import Unauthenticated
from tests.harness import COMPANY, USER, Issuer

ISSUER = Issuer()
EVE = ECKey.generate_key("P-256", {"kid": str(ISSUER.key.kid)})
CLAIMS: dict[str, Any] = {**ISSUER.claims(USER), "company": COMPANY, "role": "owner", "scope": "run.read"}
HEADER: dict[str, Any] = {"alg": "ES256", "typ": "at+jwt", "kid": ISSUER.key.kid}


def verifier() -> TokenVerifier:
    async def keys() -> Mapping[str, Any]:
        return ISSUER.jwks()

    return TokenVerifier("company", keys)


def b64(data: bytes | str | Mapping[str, Any]) -> str:
    raw = data if isinstance(data, bytes) else (data if isinstance(data, str) else json.dumps(data)).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(header: Mapping[str, Any] | str, claims: Mapping[str, Any] | str, *, key: ECKey = ISSUER.key) -> str:
    """A token whose signature fits, whatever its header and claims say (the library would refuse to make some)."""
    text = f"{b64(header)}.{b64(claims)}"
    private = key.private_key
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    der = private.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    return f"{text}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def with_header(**changes: Any) -> Callable[[], str]:
    return lambda: signed({**HEADER, **changes}, CLAIMS)


def without_header(name: str) -> Callable[[], str]:
    return lambda: signed({k: v for k, v in HEADER.items() if k != name}, CLAIMS)


def with_claims(**changes: Any) -> Callable[[], str]:
    return lambda: signed(HEADER, {**CLAIMS, **changes})


def without_claim(name: str) -> Callable[[], str]:
    return lambda: signed(HEADER, {k: v for k, v in CLAIMS.items() if k != name})


def unsigned(alg: str) -> str:
    return f"{b64({**HEADER, 'alg': alg})}.{b64(CLAIMS)}."


def hmac_with_public_key() -> str:
    text = f"{b64({**HEADER, 'alg': 'HS256'})}.{b64(CLAIMS)}"
    pem = ISSUER.key.as_pem(private=False)
    return f"{text}.{b64(hmac.digest(pem, text.encode(), 'sha256'))}"


def parts(token: str) -> list[str]:
    return token.split(".")


def resigned(signature: bytes) -> str:
    header, claims, _ = parts(ISSUER.sign(CLAIMS))
    return f"{header}.{claims}.{b64(signature)}"


def der_signature() -> str:
    header, claims, _ = parts(ISSUER.sign(CLAIMS))
    private = ISSUER.key.private_key
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return f"{header}.{claims}.{b64(private.sign(f'{header}.{claims}'.encode(), ec.ECDSA(hashes.SHA256())))}"


def tampered() -> str:
    header, _, signature = parts(ISSUER.sign(CLAIMS))
    return f"{header}.{b64({**CLAIMS, 'role': 'admin'})}.{signature}"


def spliced() -> str:
    header, _, signature = parts(ISSUER.service_token("company", "ai"))
    return f"{header}.{b64(CLAIMS)}.{signature}"


def signed_with_es384() -> str:
    key = ECKey.generate_key("P-384", {"kid": str(ISSUER.key.kid)})
    return jwt.encode({**HEADER, "alg": "ES384"}, CLAIMS, key, algorithms=["ES384"])


def json_serialized() -> str:
    header, claims, signature = parts(ISSUER.sign(CLAIMS))
    return json.dumps({"protected": header, "payload": claims, "signature": signature})


NOW = int(time.time())
DAY = 86_400
PUBLIC = EVE.as_dict(private=False)

ATTACKS: dict[str, Callable[[], str]] = {
    "no algorithm": lambda: unsigned("none"),
    "no algorithm, in other letters": lambda: unsigned("NoNe"),
    "no algorithm, empty": lambda: unsigned(""),
    "the signature cut off": lambda: ".".join(parts(ISSUER.sign(CLAIMS))[:2]),
    "an empty signature": lambda: resigned(b""),
    "a shared-secret signature with the public key": hmac_with_public_key,
    "another curve": signed_with_es384,
    "r = s = 0": lambda: resigned(bytes(64)),
    "a signature in DER": der_signature,
    "a signature one byte short": lambda: resigned(bytes(63)),
    "another's key under our key's name": lambda: signed(HEADER, CLAIMS, key=EVE),
    "another's key brought along": lambda: signed({**HEADER, "jwk": PUBLIC}, CLAIMS, key=EVE),
    "another's key at an address": lambda: signed({**HEADER, "jku": "https://evil.example/jwks"}, CLAIMS, key=EVE),
    "another's certificate": lambda: signed({**HEADER, "x5u": "https://evil.example/c"}, CLAIMS, key=EVE),
    "an unknown key": with_header(kid="somebody"),
    "a path for a key": with_header(kid="../../etc/passwd"),
    "a number for a key": with_header(kid=7),
    "no key": without_header("kid"),
    "an unknown critical extension": with_header(crit=["exp2"], exp2=1),
    "an unencoded payload": with_header(b64=False, crit=["b64"]),
    "no type": without_header("typ"),
    "the type of another token": with_header(typ="JWT"),
    "expired": with_claims(exp=NOW - 1, iat=NOW - 600),
    "no expiry": without_claim("exp"),
    "an expiry in text": with_claims(exp=str(NOW + 300)),
    "an expiry that is true": with_claims(exp=True),
    "an expiry that is a list": with_claims(exp=[NOW + 300]),
    "an expiry after the end of the world": with_claims(exp=1e300),
    "an expiry that is infinite": lambda: signed(HEADER, json.dumps({**CLAIMS, "exp": float("inf")})),
    "an expiry that is no number": lambda: signed(HEADER, json.dumps({**CLAIMS, "exp": float("nan")})),
    "an issue time that is no number": lambda: signed(HEADER, json.dumps({**CLAIMS, "iat": float("nan")})),
    "a life of a day": with_claims(exp=NOW + DAY),
    "a long life by an early issue": with_claims(iat=NOW - DAY, exp=NOW + 300),
    "not yet good": with_claims(nbf=NOW + DAY),
    "issued in the future": with_claims(iat=NOW + DAY, exp=NOW + DAY + 600),
    "no issue time": without_claim("iat"),
    "another audience": with_claims(aud=["ai"]),
    "no audience": without_claim("aud"),
    "an audience that only begins like ours": with_claims(aud=["company.example"]),
    "another issuer": with_claims(iss="https://evil.example"),
    "no issuer": without_claim("iss"),
    "a list of issuers": with_claims(iss=["agent-platform"]),
    "no subject": without_claim("sub"),
    "a number for a subject": with_claims(sub=7),
    "no company": without_claim("company"),
    "a changed role": tampered,
    "another token's signature": spliced,
    "claims that are a list": lambda: signed(HEADER, json.dumps([CLAIMS])),
    "claims that are text": lambda: signed(HEADER, '"admin"'),
    "claims that are no JSON": lambda: signed(HEADER, "{"),
    "a header that is a list": lambda: signed(json.dumps([HEADER]), CLAIMS),
    "the JSON form": json_serialized,
    "five parts": lambda: "a.b.c.d.e",
    "nothing": lambda: "",
    "dots": lambda: "..",
    "junk": lambda: "\x00\xff\ud800",
    "very long": lambda: "A" * 100_000,
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
async def test_a_token_that_is_not_ours_as_we_made_it_is_nobody(attack: Callable[[], str]) -> None:
    with pytest.raises(Unauthenticated):
        await verifier().principal(attack())


async def test_the_same_token_unharmed_is_somebody() -> None:
    principal = await verifier().principal(signed(HEADER, CLAIMS))

    assert (principal.user_id, principal.company_id, principal.permissions) == (USER, COMPANY, {"run.read"})


async def test_a_token_that_was_verified_still_ends() -> None:
    passed = [time.time()]

    async def keys() -> Mapping[str, Any]:
        return ISSUER.jwks()

    checks = TokenVerifier("company", keys, clock=lambda: passed[0])
    token = ISSUER.sign(CLAIMS)
    await checks.principal(token)

    passed[0] += 601

    with pytest.raises(Unauthenticated):
        await checks.principal(token)


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic YW5hOmFuYQ==", "bearer a.b.c", "Bearer null", "Bearer a b", "\u00fc", "Bearer {}"],
)
async def test_a_header_that_is_no_token_is_a_problem(auth: Auth, header: str) -> None:
    answer = await auth.service.http.get(f"{API}/me", headers={b"authorization": header.encode("latin-1")})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_of_another_installation_is_nobody(auth: Auth) -> None:
    answer = await auth.service.http.get(f"{API}/me", headers={"authorization": f"Bearer {ISSUER.token()}"})

    assert answer.status_code == 401

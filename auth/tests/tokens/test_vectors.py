"""What the standards give as examples: RFC 7515 (A.3), RFC 7638 (3.1); and what RFC 7517 and RFC 9068 ask for."""

import base64
import hashlib
import json
from typing import Any

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from auth.tests.opened import API, Auth
from kernel.identity import ALGORITHM, ISSUER, TokenVerifier
from kernel.problems import Unauthenticated
from kernel.service import SERVICES

A3_KEY = {
    "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
}  # fmt: skip
A3_TOKEN = (
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
THUMBPRINT_KEY = {
    "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB"
         "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
         "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
         "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
}  # fmt: skip


def _thumbprint(key: dict[str, Any]) -> str:
    """RFC 7638: the hash of what makes a key, its members sorted and without spaces."""
    members = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}[key["kty"]]
    canonical = json.dumps({name: key[name] for name in members}, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).rstrip(b"=").decode()


def _part(text: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_the_signature_of_rfc_7515_a_3_is_right_and_that_of_anything_else_is_not() -> None:
    key = ECKey.import_key({name: value for name, value in A3_KEY.items() if name != "d"})
    head, payload, signature = A3_TOKEN.split(".")
    other = f"{head}.{payload[:-1]}A.{signature}"

    assert json.loads(jws.deserialize_compact(A3_TOKEN, key, algorithms=[ALGORITHM]).payload)["iss"] == "joe"
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(other, key, algorithms=[ALGORITHM])


async def test_a_token_that_is_rightly_signed_by_a_published_key_is_still_no_access_token() -> None:
    async def keys() -> dict[str, Any]:
        return {"keys": [{**{name: value for name, value in A3_KEY.items() if name != "d"}, "kid": ""}]}

    with pytest.raises(Unauthenticated):
        await TokenVerifier("company", keys).principal(A3_TOKEN)


async def test_published_keys_are_named_by_their_thumbprint_and_tokens_claim_what_rfc_9068_asks_for(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    head, claims, _ = answer["access_token"].split(".")

    published = (await browser.get(f"{API}/jwks")).json()["keys"]

    assert _thumbprint(THUMBPRINT_KEY) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert [key["kid"] for key in published] == [_thumbprint(key) for key in published]
    assert {frozenset(key) for key in published} == {frozenset({"kty", "crv", "x", "y", "use", "alg", "kid"})}
    assert _part(head) == {"alg": "ES256", "typ": "at+jwt", "kid": published[0]["kid"]}
    told = _part(claims)
    assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti", "auth_time", "amr", "scope"} <= set(told)
    assert (told["iss"], told["sub"], set(told["aud"])) == (ISSUER, answer["user"]["id"], set(SERVICES))
    assert told["exp"] - told["iat"] == answer["expires_in"]
    assert told["scope"].split() == sorted(answer["company"]["permissions"])

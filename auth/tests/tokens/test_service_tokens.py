"""Tokens for services: for who knows the secret, and for one other service each."""

from typing import Any

import pytest

from auth.tests.opened import API, SETTINGS, Auth, bearer
from auth_service.settings import AuthSettings
from kernel.identity import TokenVerifier
from kernel.problems import Unauthenticated
from kernel.service import InvalidSettings, load

ASKED = {"service": "company", "secret": "another-secret-of-a-service", "audience": "ai"}


async def verifier(auth: Auth, audience: str) -> TokenVerifier:
    async def keys() -> dict[str, Any]:
        return (await auth.service.http.get(f"{API}/jwks")).json()

    return TokenVerifier(audience, keys)


async def test_a_service_gets_a_token_for_one_other_service(auth: Auth) -> None:
    answer = (await auth.service.http.post(f"{API}/service-tokens", json=ASKED)).json()

    principal = await (await verifier(auth, "ai")).principal(answer["access_token"])
    with pytest.raises(Unauthenticated):
        await (await verifier(auth, "agents")).principal(answer["access_token"])

    assert (principal.kind, principal.service) == ("service", "company")
    assert answer["expires_in"] == 600


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "a-wrong-secret"},
        {"secret": "another-secret-of-a-servicE"},
        {"service": "ai", "secret": "another-secret-of-a-service"},
        {"service": "nobody"},
    ],
)
async def test_who_does_not_know_the_secret_gets_none(auth: Auth, changes: dict[str, str]) -> None:
    answer = await auth.service.http.post(f"{API}/service-tokens", json={**ASKED, **changes})

    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/unknown-service"


@pytest.mark.parametrize(
    "changes",
    [{"secret": ""}, {"secret": None}, {"secret": ["x"]}, {"audience": "bank"}, {"audience": ["ai"]}, {"more": 1}],
)
async def test_what_makes_no_sense_is_a_problem(auth: Auth, changes: dict[str, object]) -> None:
    answer = await auth.service.http.post(f"{API}/service-tokens", json={**ASKED, **changes})

    assert answer.status_code == 422


async def test_a_service_has_no_profile(auth: Auth) -> None:
    asked = {**ASKED, "audience": "auth"}
    token = (await auth.service.http.post(f"{API}/service-tokens", json=asked)).json()

    answer = await auth.service.http.get(f"{API}/me", headers={**bearer(token), "x-company-id": "cmp_x"})

    assert answer.status_code == 403


@pytest.mark.parametrize("secrets", ["company:short", "bank:a-secret-that-is-long-enough", "a-secret-without-a-name"])
def test_secrets_that_cannot_be_right_stop_the_start(secrets: str) -> None:
    with pytest.raises(InvalidSettings, match="SERVICE_SECRETS"):
        load(AuthSettings, {"SERVICE_SECRETS": secrets})


def test_secrets_are_read_by_service() -> None:
    assert set(load(AuthSettings, SETTINGS).secrets()) == {"auth", "company"}

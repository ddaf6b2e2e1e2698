"""What somebody might try at the way through a provider: none of it lets anybody in."""

import base64
import hmac
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from auth.tests.opened import API, bearer
from auth.tests.sso.provider import CLIENT, TIM, Lie, Provider, connected
from auth_service.sso.rules.requests import safe_return


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _unsigned(_provider: Provider, claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def _by_public_key(provider: Provider, claims: dict[str, Any]) -> str:
    signed = f"{_part({'alg': 'HS256', 'kid': 'k1'})}.{_part(claims)}"
    digest = hmac.digest(provider.key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _by_another_key(provider: Provider, claims: dict[str, Any]) -> str:
    return provider.signed(claims, RSAKey.generate_key(2048))


def _by_its_own_header(provider: Provider, claims: dict[str, Any]) -> str:
    key = ECKey.generate_key("P-256", {"kid": "mine"})
    return provider.signed(claims, key, alg="ES256", kid="mine", jwk=key.as_dict(private=False))


def _with(**changes: Any) -> Lie:
    return lambda provider, claims: provider.signed({**claims, **changes})


def _without(name: str) -> Lie:
    return lambda provider, claims: provider.signed({key: value for key, value in claims.items() if key != name})


LIES: dict[str, Lie] = {
    "unsigned": _unsigned,
    "the public key as a shared secret": _by_public_key,
    "a key nobody published": _by_another_key,
    "a key that the token brings along": _by_its_own_header,
    "the nonce of another sign-in": _with(nonce="another"),
    "no nonce": _without("nonce"),
    "a token of another issuer": _with(iss="https://login.example.com"),
    "a token for another client": _with(aud="another"),
    "a token for several, of which we are not the one it was made for": _with(aud=[CLIENT, "b"], azp="b"),
    "an expired token": _with(exp=int(time.time()) - 3_600, iat=int(time.time()) - 7_200),
    "a token that never expires": _without("exp"),
    "a token of the future": _with(iat=int(time.time()) + 7_200, exp=int(time.time()) + 9_000),
    "nobody's token": _with(sub=""),
    "a subject that is no text": _with(sub=7),
    "no token at all": lambda _provider, _claims: "not a token",
    "an address that is not proven": _with(email_verified=False),
    "an address whose proof is a word": _with(email_verified="yes"),
    "an address of somebody else's domain": _with(email="tim@elsewhere.example"),
    "an address that hides another domain": _with(email="tim@nordwind.example@elsewhere.example"),
}


async def test_no_token_that_lies_lets_anybody_in(tmp_path: Path):
    async with connected(tmp_path) as here:
        for what, lie in LIES.items():
            here.provider.lie = lie
            browser, url = await here.begin()

            answer = await here.finish(browser, here.provider.answer(url))

            assert answer.status_code == 403, (what, answer.text)
            assert "set-cookie" not in answer.headers or "refresh_token" not in answer.headers["set-cookie"], what
        here.provider.lie = None
        assert (await here.come_in()).status_code == 200


async def test_who_is_to_prove_anew_who_they_are_must_have_done_so_just_now(tmp_path: Path):
    async with connected(tmp_path) as here:
        browser, url = await here.begin()
        came = (await here.finish(browser, here.provider.answer(url))).json()["signed_in"]
        now = int(here.auth.clock().timestamp())

        answers: list[int] = []
        for lie in (_with(), _with(auth_time=now - 3_600), _with(auth_time="now"), _with(auth_time=now)):
            url = (await browser.post(f"{API}/sso/confirm", headers=bearer(came), json={})).json()["url"]
            here.provider.lie = lie
            answers.append((await here.finish(browser, here.provider.answer(url))).status_code)
        by_password = await here.ana.post(f"{API}/sso/confirm", json={})

    assert answers == [403, 403, 403, 200]
    assert (by_password.status_code, by_password.json()["type"]) == (403, "/problems/came-in-otherwise")
    assert "max_age=0" in url


async def test_an_answer_counts_once_in_the_browser_that_asked_and_from_the_provider_that_was_asked(tmp_path: Path):
    async with connected(tmp_path) as here:
        browser, url = await here.begin()
        good = here.provider.answer(url)
        stranger = await here.auth.browser()
        _, others_url = await here.begin()
        others = here.provider.answer(others_url)

        refused = {
            "in another browser": await here.finish(stranger, good),
            "with the state of another sign-in": await here.finish(browser, {**good, "state": others["state"]}),
            "with a state nobody gave": await here.finish(browser, {**good, "state": "made-up"}),
        }
        came = await here.finish(browser, good)
        refused["once more"] = await here.finish(browser, good)
        for what, changes in {
            "from another provider": {"iss": "https://login.example.com"},
            "with a code nobody gave": {"code": "made-up"},
            "with an error": {"code": None, "error": "access_denied", "error_description": "<b>no</b>\x00"},
            "with neither": {"code": None},
        }.items():
            browser, url = await here.begin()
            refused[what] = await here.finish(browser, here.provider.answer(url, **changes))
        here.provider.described = {"authorization_response_iss_parameter_supported": True}
        browser, url = await here.begin()
        refused["without the issuer it promised"] = await here.finish(browser, here.provider.answer(url, iss=None))

        assert came.status_code == 200
        assert {what: answer.status_code for what, answer in refused.items()} == dict.fromkeys(refused, 403)
        assert "invalid_grant: used already" in refused["with a code nobody gave"].json()["detail"]


async def test_an_attempt_ends_when_it_is_old_or_the_provider_was_changed(tmp_path: Path):
    async with connected(tmp_path) as here:
        browser, url = await here.begin()
        assert (await here.save(client_id="another")).status_code == 200
        changed = await here.finish(browser, here.provider.answer(url))
        assert (await here.save()).status_code == 200
        browser, url = await here.begin()
        here.auth.clock.go_on(timedelta(minutes=11))
        late = await here.finish(browser, here.provider.answer(url))

    assert (changed.status_code, late.status_code) == (403, 403)
    assert late.json()["type"] == "/problems/attempt-over"


async def test_who_the_userinfo_tells_of_must_be_who_the_token_is_of(tmp_path: Path):
    async with connected(tmp_path) as here:
        here.provider.lie = _without("email")
        here.provider.told = {"sub": "somebody-else", "email": TIM["email"], "email_verified": True}
        swapped = await here.come_in()
        here.provider.told = {"sub": TIM["sub"], "email": TIM["email"], "email_verified": True}
        right = await here.come_in()

    assert (swapped.status_code, right.status_code) == (403, 200)


async def test_another_site_cannot_begin_or_finish_a_sign_in(tmp_path: Path):
    async with connected(tmp_path) as here:
        browser, url = await here.begin()
        answer = here.provider.answer(url)

        foreign = {"origin": "https://evil.example"}
        begun = await browser.post(f"{API}/sso/begin", json={"email": TIM["email"]}, headers=foreign)
        finished = await browser.post(f"{API}/sso/finish", json=answer, headers=foreign)

    assert (begun.status_code, finished.status_code) == (403, 403)


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "/a\nb", "/" * 600]
)
def test_nobody_is_sent_out_of_the_application_afterwards(path: str):
    assert safe_return(path) == "/"

"""Second factors: codes are good once, guessing is slow, and important changes ask again who it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from pyotp.totp import TOTP

from auth.tests.opened import ANA, API, Auth, bearer
from auth_service.factors import rules


def code(secret: str, auth: Auth, later: int = 0) -> str:
    return TOTP(secret).generate_otp(int(auth.clock.now.timestamp()) // 30 + later)


async def with_app(auth: Auth) -> tuple[httpx2.AsyncClient, dict[str, Any], str, list[str]]:
    """Somebody with an authenticator app: browser, access token, the app's secret, recovery codes."""
    browser, answer = await auth.signed_up()
    made = (await browser.post(f"{API}/factors/totp", headers=bearer(answer))).json()
    body = {"code": code(made["secret"], auth)}
    confirmed = await browser.post(f"{API}/factors/totp/confirm", json=body, headers=bearer(answer))
    assert confirmed.status_code == 200, confirmed.text
    auth.clock.go_on(timedelta(seconds=30))
    return browser, answer, made["secret"], confirmed.json()["codes"]


async def asked(auth: Auth) -> tuple[httpx2.AsyncClient, dict[str, Any]]:
    """Somebody who knows the password, and what they are asked for then."""
    browser = await auth.browser()
    answer = await browser.post(f"{API}/login", json={"email": ANA["email"], "password": ANA["password"]})
    return browser, answer.json()


async def finish(browser: httpx2.AsyncClient, challenge: str, typed: str) -> httpx2.Response:
    return await browser.post(f"{API}/login/finish", json={"challenge": challenge, "code": typed})


async def test_with_an_app_the_password_alone_lets_nobody_in(auth_on_each: Auth) -> None:
    auth = auth_on_each
    _, _, secret, codes = await with_app(auth)
    browser, needed = await asked(auth)

    came_in = await finish(browser, needed["challenge"], code(secret, auth))

    assert needed["methods"] == ["totp", "recovery_code"]
    assert "access_token" not in needed
    assert came_in.status_code == 200
    assert len(codes) == len(set(codes)) == rules.RECOVERY_CODES
    assert (await auth.told("auth.signed_in"))[-1]["methods"] == ["otp", "pwd", "mfa"]


async def test_a_code_is_good_once_and_no_earlier_one_after_it(auth: Auth) -> None:
    _, _, secret, _ = await with_app(auth)
    now, earlier = code(secret, auth), code(secret, auth, -1)
    browser, first = await asked(auth)
    _, second = await asked(auth)

    took = (await finish(browser, first["challenge"], now)).status_code
    again = (await finish(browser, second["challenge"], now)).status_code
    before = (await finish(browser, second["challenge"], earlier)).status_code

    assert (took, again, before) == (200, 422, 422)


async def test_guessing_codes_is_slow_however_often_the_password_is_given(auth: Auth) -> None:
    await with_app(auth)
    statuses: list[int] = []

    for n in range(12):
        browser, needed = await asked(auth)
        statuses.append((await finish(browser, needed["challenge"], f"{n:06}")).status_code)

    assert statuses == [422] * 10 + [429] * 2


async def test_a_recovery_code_is_good_once_however_it_is_typed(auth: Auth) -> None:
    *_, codes = await with_app(auth)
    browser, needed = await asked(auth)
    took = await finish(browser, needed["challenge"], codes[0].upper().replace("-", " "))
    _, needed = await asked(auth)

    again = await finish(browser, needed["challenge"], codes[0])

    assert (took.status_code, again.status_code) == (200, 422)


async def test_a_sign_in_that_waits_too_long_starts_again(auth: Auth) -> None:
    _, _, secret, _ = await with_app(auth)
    browser, needed = await asked(auth)
    auth.clock.go_on(timedelta(minutes=5))

    late = await finish(browser, needed["challenge"], code(secret, auth))
    made_up = await finish(browser, "x" * 43, code(secret, auth))

    assert (late.status_code, made_up.status_code) == (401, 401)


async def test_an_app_that_was_not_confirmed_asks_for_nothing(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    await browser.post(f"{API}/factors/totp", headers=bearer(answer))

    wrong = await browser.post(f"{API}/factors/totp/confirm", json={"code": "000000"}, headers=bearer(answer))
    _, came_in = await asked(auth)

    assert wrong.status_code == 422
    assert "access_token" in came_in


async def test_the_secret_is_kept_sealed_and_the_recovery_codes_hashed(auth: Auth) -> None:
    _, _, secret, codes = await with_app(auth)

    kept = b"".join(path.read_bytes() for path in auth.service.host.data_dir.glob("auth.db*"))

    assert secret.encode() not in kept
    assert not any(each.encode() in kept or each.replace("-", "").encode() in kept for each in codes)


async def test_important_changes_ask_who_has_been_in_for_long_to_prove_it_again(auth: Auth) -> None:
    auth.clock.go_on(timedelta(minutes=-11))
    browser, _ = await auth.signed_up()
    auth.clock.go_on(timedelta(minutes=11))
    old = (await browser.post(f"{API}/refresh")).json()

    refused = await browser.post(f"{API}/factors/totp", headers=bearer(old))
    wrong = await browser.post(f"{API}/confirm", json={"password": "not this one"}, headers=bearer(old))
    confirmed = await browser.post(f"{API}/confirm", json={"password": ANA["password"]}, headers=bearer(old))
    taken = await browser.post(f"{API}/factors/totp", headers=bearer(confirmed.json()))
    kept = (await browser.post(f"{API}/refresh")).json()

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/confirm-it-is-you")
    assert (wrong.status_code, confirmed.status_code, taken.status_code) == (422, 200, 200)
    assert (await browser.post(f"{API}/factors/totp", headers=bearer(kept))).status_code == 200


async def test_who_has_a_second_factor_does_not_prove_it_by_password(auth: Auth) -> None:
    browser, answer, secret, _ = await with_app(auth)

    password = await browser.post(f"{API}/confirm", json={"password": ANA["password"]}, headers=bearer(answer))
    by_code = await browser.post(f"{API}/confirm", json={"code": code(secret, auth)}, headers=bearer(answer))

    assert (password.status_code, by_code.status_code) == (403, 200)


async def test_a_company_that_asks_for_a_second_factor_allows_nothing_without(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    refused = await browser.put(f"{API}/policy", json={"second_factor_required": True}, headers=bearer(answer))
    made = (await browser.post(f"{API}/factors/totp", headers=bearer(answer))).json()
    body = {"code": code(made["secret"], auth)}
    await browser.post(f"{API}/factors/totp/confirm", json=body, headers=bearer(answer))
    asked_for = await browser.put(f"{API}/policy", json={"second_factor_required": True}, headers=bearer(answer))
    with_it = (await browser.post(f"{API}/refresh")).json()
    await browser.delete(f"{API}/factors/totp", headers=bearer(answer))

    without = (await browser.post(f"{API}/refresh")).json()

    assert (refused.status_code, asked_for.status_code) == (409, 200)
    assert (with_it["second_factor_missing"], with_it["company"]["permissions"]) == (False, ["company.manage"])
    assert (without["second_factor_missing"], without["company"]["permissions"]) == (True, [])
    assert (await browser.put(f"{API}/policy", json={}, headers=bearer(without))).status_code == 403


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, by the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    vectors = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}
    found = {at: rules.matching_step(secret, digits, datetime.fromtimestamp(at, UTC)) for at, digits in vectors.items()}

    assert found == {at: at // 30 for at in vectors}

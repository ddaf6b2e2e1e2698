"""Refresh tokens: one line per session, used once each, and the whole session ends when one comes twice."""

import asyncio
from collections import Counter
from datetime import timedelta

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auth.tests.opened import API, Auth, bearer
from auth_service.app import metadata
from auth_service.sessions import rules
from auth_service.sessions.jobs import forget_sessions
from auth_service.sessions.rules import Verdict
from kernel.service import utc_now

COOKIE = "refresh_token"


async def exchange(auth: Auth, token: str) -> httpx2.Response:
    """Refresh with this token, whatever a cookie jar holds."""
    return await auth.service.http.post(f"{API}/refresh", headers={"cookie": f"{COOKIE}={token}"})


def token_of(answer: httpx2.Response) -> str:
    return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]


async def first_token(auth: Auth) -> str:
    browser, _ = await auth.signed_up()
    return str(browser.cookies[COOKIE])


async def line_of(auth: Auth, length: int) -> list[str]:
    tokens = [await first_token(auth)]
    while len(tokens) < length:
        tokens.append(token_of(await exchange(auth, tokens[-1])))
    return tokens


async def test_a_session_goes_on_for_as_long_as_it_is_used(auth_on_each: Auth) -> None:
    browser, answer = await auth_on_each.signed_up()

    answers: list[httpx2.Response] = []
    for _ in range(3):
        auth_on_each.clock.go_on(timedelta(days=9))
        answers.append(await browser.post(f"{API}/refresh"))

    assert [again.status_code for again in answers] == [200] * 3
    assert answers[-1].json()["user"] == answer["user"]
    assert answers[-1].json()["company"] == answer["company"]


async def test_a_session_nobody_uses_ends(auth: Auth) -> None:
    token = await first_token(auth)

    auth.clock.go_on(rules.IDLE)

    assert (await exchange(auth, token)).status_code == 401


async def test_a_session_ends_however_much_it_is_used(auth: Auth) -> None:
    token = await first_token(auth)
    for _ in range(3):
        auth.clock.go_on(rules.LIFE / 4)
        token = token_of(await exchange(auth, token))

    auth.clock.go_on(rules.LIFE / 4)

    assert (await exchange(auth, token)).status_code == 401


async def test_a_token_that_comes_twice_ends_the_whole_session(auth_on_each: Auth) -> None:
    old, newest = await line_of(auth_on_each, 2)
    auth_on_each.clock.go_on(rules.GRACE + timedelta(milliseconds=1))

    stolen = await exchange(auth_on_each, old)
    legitimate = await exchange(auth_on_each, newest)

    assert stolen.status_code == 401
    assert legitimate.status_code == 401
    assert "set-cookie" not in stolen.headers


async def test_the_direct_predecessor_is_answered_with_the_same_successor_for_a_moment(auth_on_each: Auth) -> None:
    old, newest = await line_of(auth_on_each, 2)

    again = await exchange(auth_on_each, old)
    onward = await exchange(auth_on_each, newest)

    assert token_of(again) == newest
    assert onward.status_code == 200


async def test_grace_is_for_the_direct_predecessor_alone(auth: Auth) -> None:
    grandparent, _, newest = await line_of(auth, 3)

    replayed = await exchange(auth, grandparent)
    descendant = await exchange(auth, newest)

    assert replayed.status_code == 401
    assert descendant.status_code == 401


async def test_two_tabs_that_refresh_at_once_stay_in_one_line(auth_on_each: Auth) -> None:
    token = await first_token(auth_on_each)

    answers = await asyncio.gather(*(exchange(auth_on_each, token) for _ in range(8)))

    assert Counter(answer.status_code for answer in answers) == {200: 8}
    successors = {token_of(answer) for answer in answers}
    assert len(successors) == 1
    assert (await exchange(auth_on_each, successors.pop())).status_code == 200


async def test_a_thief_and_its_victim_cannot_both_go_on(auth: Auth) -> None:
    stolen = await first_token(auth)
    thief = victim = stolen
    alive = 0

    for _ in range(4):
        auth.clock.go_on(timedelta(minutes=9))
        for party in ("thief", "victim"):
            answer = await exchange(auth, thief if party == "thief" else victim)
            alive += answer.status_code == 200
            auth.clock.go_on(timedelta(minutes=1))
            if party == "thief" and answer.status_code == 200:
                thief = token_of(answer)
            elif answer.status_code == 200:
                victim = token_of(answer)

    assert alive == 1


@pytest.mark.parametrize("token", ["", "x", "ü", "x" * 5_000, "null", "[]", "' OR 1=1 --", "%00"])
async def test_what_is_no_token_is_refused(auth: Auth, token: str) -> None:
    header = f"{COOKIE}={token}".encode()
    answer = await auth.service.http.post(f"{API}/refresh", headers={b"cookie": header})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_access_token_is_no_refresh_token(auth: Auth) -> None:
    _, answer = await auth.signed_up()

    assert (await exchange(auth, answer["access_token"])).status_code == 401


async def test_another_sites_page_cannot_use_the_cookie(auth: Auth) -> None:
    browser, _ = await auth.signed_up()

    for route in ("refresh", "logout"):
        answer = await browser.post(f"{API}/{route}", headers={"origin": "https://evil.example"})
        assert answer.status_code == 403

    assert (await browser.post(f"{API}/refresh")).status_code == 200


async def test_signing_out_ends_the_session_and_clears_the_cookie(auth_on_each: Auth) -> None:
    browser, _ = await auth_on_each.signed_up()
    token = browser.cookies[COOKIE]

    answer = await browser.post(f"{API}/logout")

    assert answer.status_code == 204
    assert COOKIE not in browser.cookies
    assert (await exchange(auth_on_each, str(token))).status_code == 401


async def test_signing_out_with_an_old_token_ends_the_session_too(auth: Auth) -> None:
    old, newest = await line_of(auth, 2)

    await auth.service.http.post(f"{API}/logout", headers={"cookie": f"{COOKIE}={old}"})

    assert (await exchange(auth, newest)).status_code == 401


async def test_signing_out_twice_or_without_a_session_is_fine(auth: Auth) -> None:
    browser, _ = await auth.signed_up()

    statuses = [(await browser.post(f"{API}/logout")).status_code for _ in range(2)]

    assert statuses == [204, 204]


async def test_a_session_that_ended_cannot_switch_companies(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    await browser.post(f"{API}/logout")

    switched = await browser.post(
        f"{API}/switch-company", json={"company_id": answer["company"]["id"]}, headers=bearer(answer)
    )

    assert switched.status_code == 401


async def test_the_token_stays_good_while_the_company_service_is_away(auth: Auth) -> None:
    token = await first_token(auth)

    auth.companies.away = True
    during = await exchange(auth, token)
    auth.companies.away = False
    auth.clock.go_on(timedelta(hours=1))
    after = await exchange(auth, token)

    assert during.status_code == 503
    assert after.status_code == 200


async def test_no_token_lies_in_the_database_as_it_is(auth: Auth) -> None:
    tokens = await line_of(auth, 3)

    async with auth.service.host.db.read() as tx:
        rows = [str(dict(row)) for table in metadata.sorted_tables for row in await tx.all(table.select())]

    assert rows
    assert not [token for token in tokens for row in rows if token in row]


async def test_what_is_over_is_forgotten(auth_on_each: Auth) -> None:
    await line_of(auth_on_each, 3)
    sessions, tokens = metadata.tables["sessions"], metadata.tables["refresh_tokens"]
    auth_on_each.clock.go_on(timedelta(minutes=1))
    await forget_sessions(auth_on_each.service.deps)
    async with auth_on_each.service.host.db.read() as tx:
        sealed = [row["current_token"] for row in await tx.all(sessions.select())]

    auth_on_each.clock.go_on(timedelta(days=60))
    await forget_sessions(auth_on_each.service.deps)

    assert sealed == [None]
    async with auth_on_each.service.host.db.read() as tx:
        assert list(await tx.all(sessions.select())) == []
        assert list(await tx.all(tokens.select())) == []


@settings(deadline=None)
@given(st.integers(1, 50), st.integers(1, 50), st.integers(0, 40 * 86_400))
def test_only_the_newest_token_makes_a_new_one(generation: int, newest: int, seconds: int) -> None:
    began = utc_now()
    newest = max(generation, newest)

    verdict = rules.judge(
        generation,
        newest,
        rotated_at=began,
        expires_at=began + rules.LIFE,
        revoked=False,
        now=began + timedelta(seconds=seconds),
    )

    assert verdict is not Verdict.ROTATE or generation == newest
    assert verdict is not Verdict.ANSWER_AGAIN or (generation == newest - 1 and seconds <= 10)
    assert verdict in {Verdict.REFUSE, Verdict.REVOKE} or timedelta(seconds=seconds) < rules.IDLE

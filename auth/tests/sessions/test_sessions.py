"""Sessions: seen with device and address, ended one or all, and felt as ended by every service within seconds."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import pytest

from auth.tests.opened import ANA, API, Auth, bearer
from auth_service.sessions.rules import device
from kernel.identity import ENDED_KEPT_SECONDS, TokenVerifier
from kernel.problems import Unauthenticated, Unavailable
from tests.harness import Issuer

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
LOG_IN = {"email": ANA["email"], "password": ANA["password"]}


async def test_a_person_sees_their_sessions_and_ends_one(auth_on_each: Auth) -> None:
    auth = auth_on_each
    browser, answer = await auth.signed_up()
    other = await auth.browser("203.0.113.7")
    await other.post(f"{API}/login", json=LOG_IN, headers={"user-agent": FIREFOX})
    found = (await browser.get(f"{API}/sessions", headers=bearer(answer))).json()["items"]
    (there,) = [each for each in found if not each["is_current"]]

    ended = await browser.delete(f"{API}/sessions/{there['id']}", headers=bearer(answer))
    again = await browser.delete(f"{API}/sessions/{there['id']}", headers=bearer(answer))

    assert (there["device"], there["address"], there["methods"]) == ("Firefox, Linux", "203.0.113.7", ["pwd"])
    assert (ended.status_code, again.status_code) == (204, 404)
    assert (await other.post(f"{API}/refresh")).status_code == 401
    assert (await browser.post(f"{API}/refresh")).status_code == 200


async def test_nobody_ends_somebody_elses_session(auth: Auth) -> None:
    browser, anas = await auth.signed_up()
    ben, bens = await auth.signed_up(email="ben@example.com")
    session = (await browser.get(f"{API}/sessions", headers=bearer(anas))).json()["items"][0]["id"]

    refused = await ben.delete(f"{API}/sessions/{session}", headers=bearer(bens))

    assert refused.status_code == 404
    assert (await browser.post(f"{API}/refresh")).status_code == 200


async def test_all_other_sessions_end_at_once_and_each_is_told_of(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    others = [await auth.browser() for _ in range(3)]
    for other in others:
        await other.post(f"{API}/login", json=LOG_IN)

    ended = await browser.post(f"{API}/sessions/end-others", headers=bearer(answer))

    assert ended.json() == {"sessions": 3}
    assert [(await other.post(f"{API}/refresh")).status_code for other in others] == [401] * 3
    assert len(await auth.told("auth.session_revoked")) == 3


async def test_other_services_are_told_which_sessions_ended_for_as_long_as_their_tokens_live(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    await (await auth.browser()).post(f"{API}/login", json=LOG_IN)
    session = theirs_session(await browser.get(f"{API}/sessions", headers=bearer(answer)))
    as_auth = auth.service.host.clients.to("auth")

    await browser.post(f"{API}/sessions/end-others", headers=bearer(answer))

    assert await as_auth.call("GET", f"{API}/internal/ended-sessions", answer=list[str]) == [session]
    assert (await browser.get(f"{API}/internal/ended-sessions", headers=bearer(answer))).status_code == 403
    auth.clock.go_on(timedelta(minutes=15))
    assert await as_auth.call("GET", f"{API}/internal/ended-sessions", answer=list[str]) == []


def theirs_session(answer: Any) -> str:
    return str(next(each["id"] for each in answer.json()["items"] if not each["is_current"]))


async def test_a_verified_token_is_refused_within_seconds_of_the_end_of_its_session() -> None:
    issuer, ended, asked = Issuer(), list[str](), list[int]()
    now = [float(issuer.claims("usr_1")["iat"])]

    async def keys() -> Mapping[str, Any]:
        return issuer.jwks()

    async def fetch() -> Collection[str]:
        asked.append(1)
        return list(ended)

    checks = TokenVerifier("company", keys, fetch, clock=lambda: now[0])
    token = issuer.token(session="ses_1")
    for _ in range(50):
        await checks.principal(token)
    ended.append("ses_1")

    now[0] += ENDED_KEPT_SECONDS + 0.1

    with pytest.raises(Unauthenticated):
        await checks.principal(token)
    assert (await checks.principal(issuer.token(session="ses_2"))).session_id == "ses_2"
    assert len(asked) == 2
    assert ENDED_KEPT_SECONDS < 5


async def test_while_the_auth_service_is_away_tokens_go_on_to_work_and_what_ended_stays_ended() -> None:
    issuer = Issuer()
    now = [float(issuer.claims("usr_1")["iat"])]
    answers: list[Any] = [["ses_1"], Unavailable("away")]

    async def keys() -> Mapping[str, Any]:
        return issuer.jwks()

    async def fetch() -> Collection[str]:
        given = answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    checks = TokenVerifier("company", keys, fetch, clock=lambda: now[0])
    await checks.principal(issuer.token(session="ses_2"))
    now[0] += ENDED_KEPT_SECONDS + 0.1

    assert (await checks.principal(issuer.token(session="ses_2"))).session_id == "ses_2"
    with pytest.raises(Unauthenticated):
        await checks.principal(issuer.token(session="ses_1"))


async def test_after_a_grandparent_came_again_the_newest_descendant_is_dead_too(auth: Auth) -> None:
    browser, _ = await auth.signed_up()
    line = [browser.cookies["refresh_token"]]
    for _ in range(3):
        await browser.post(f"{API}/refresh")
        line.append(browser.cookies["refresh_token"])

    grandparent = await auth.service.http.post(f"{API}/refresh", headers={"cookie": f"refresh_token={line[-3]}"})
    newest = await auth.service.http.post(f"{API}/refresh", headers={"cookie": f"refresh_token={line[-1]}"})

    assert (grandparent.status_code, newest.status_code) == (401, 401)
    assert len(await auth.told("security.refresh_reused")) == 1
    auth.clock.go_on(timedelta(seconds=1))
    assert (await browser.post(f"{API}/refresh")).status_code == 401


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("python-httpx2/1.0", "a program"),
        ("", ""),
    ],
)
def test_a_device_is_said_in_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words

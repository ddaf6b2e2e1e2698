"""Against providers made by others: `oidc-provider` (Node), and `oidc-provider-mock` (built on Authlib's server)."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socket import socket
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest
import sqlalchemy as sa

from auth.tests.opened import API, bearer
from auth.tests.sso.provider import CLIENT, DOMAIN, TIM, Connected, connected
from auth_service.sessions.tables import sessions

_NODE = shutil.which("node")
_FOLDER = Path(__file__).parent / "oidc-provider"
_SITE = "http://auth.test"
_SECRET = "a secret: with/characters"


@contextmanager
def _node_provider() -> Generator[str]:
    given = {"client": CLIENT, "secret": _SECRET, "redirect": f"{_SITE}/login/sso", "signedOut": f"{_SITE}/login"}
    command = [_NODE or "node", "serve.mjs", json.dumps(given)]
    with subprocess.Popen(
        command, cwd=_FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield next(line.strip() for line in process.stdout if line.startswith("http"))
        finally:
            process.terminate()


class _Person:
    """Somebody at the provider's pages, with cookies; `asked` are the questions they answered there."""

    def __init__(self, http: httpx2.AsyncClient, name: str) -> None:
        self._http, self._name = http, name
        self.asked: list[str] = []

    async def sign_in(self, url: str) -> dict[str, str]:
        """What the provider sends them back with."""
        self.asked = []
        answer = await self._http.get(url)
        while True:
            while answer.is_redirect:
                url = urljoin(str(answer.url), answer.headers["location"])
                if url.startswith(_SITE):
                    query = parse_qs(urlsplit(url).query)
                    return {name: query[name][0] for name in ("code", "state", "iss")}
                answer = await self._http.get(url)
            answer = await self._answer(answer)

    async def sign_out(self, url: str) -> str:
        """Where they are sent once they said yes to signing out."""
        page = await self._http.get(url)
        token = re.search(r'name="xsrf" value="(\w+)"', page.text)
        assert token is not None, page.text
        form = {"xsrf": token[1], "logout": "yes"}
        done = await self._http.post(urljoin(str(page.url), "/session/end/confirm"), data=form)
        return str(done.headers["location"])

    async def _answer(self, page: httpx2.Response) -> httpx2.Response:
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        action = re.search(r'action="([^"]+)"', page.text)
        assert prompt is not None, page.text
        assert action is not None, page.text
        self.asked.append(prompt[1])
        form = {"prompt": prompt[1], "login": self._name, "password": "any"}
        return await self._http.post(urljoin(str(page.url), action[1]), data=form)


@pytest.mark.skipif(
    _NODE is None or not (_FOLDER / "node_modules").is_dir(), reason="needs Node; `make setup` brings it"
)
async def test_in_at_the_provider_proven_there_anew_and_out_at_the_provider(tmp_path: Path):
    async with connected(tmp_path) as here, httpx2.AsyncClient() as one, httpx2.AsyncClient() as two:
        with _node_provider() as issuer:
            mapped = [{"group": "chiefs", "role": "admin"}]
            saved = await here.save(issuer=issuer, client_secret=_SECRET, roles=mapped, signs_out=True)
            tim, uma = _Person(one, "tim"), _Person(two, "uma")
            browser, url = await here.begin()
            came = (await here.finish(browser, await tim.sign_in(url))).json()["signed_in"]
            first = list(tim.asked)

            # He is still signed in there, and yet is asked who he is.
            await _long_ago(here)
            old = (await browser.post(f"{API}/refresh")).json()
            change = {"second_factor_required": False}
            refused = await browser.put(f"{API}/policy", headers=bearer(old), json=change)
            asked = await browser.post(
                f"{API}/sso/confirm", headers=bearer(old), json={"return_to": "/settings/people"}
            )
            proven = (await here.finish(browser, await tim.sign_in(asked.json()["url"]))).json()
            again = list(tim.asked)
            allowed = await browser.put(f"{API}/policy", headers=bearer(proven["signed_in"]), json=change)
            asked = await browser.post(f"{API}/sso/confirm", headers=bearer(old), json={})
            somebody_else = await here.finish(browser, await uma.sign_in(asked.json()["url"]))

            left = (await browser.post(f"{API}/sso/logout")).json()["url"]
            out = await tim.sign_out(left)
            once_more = (await browser.post(f"{API}/sso/logout")).json()["url"]
            browser, url = await here.begin()
            await tim.sign_in(url)

    assert saved.json()["signed_out_uri"] == f"{_SITE}/login"
    assert (came["user"]["name"], came["company"]["role"], came["by_provider"]) == ("Tim Berg", "admin", True)
    assert first == ["login", "consent"]
    assert refused.json()["type"] == "/problems/confirm-it-is-you"
    assert (proven["confirmed"], proven["return_to"], again) == (True, "/settings/people", ["login"])
    assert allowed.status_code == 200
    assert (somebody_else.status_code, somebody_else.json()["type"]) == (403, "/problems/not-proven")
    assert (out, once_more) == (f"{_SITE}/login", None)
    assert tim.asked[0] == "login"


async def _long_ago(here: Connected) -> None:
    """Everybody proved who they are a while ago."""
    long_ago = here.auth.clock() - timedelta(minutes=20)
    async with here.auth.service.host.db.begin() as tx:
        await tx.execute(sa.update(sessions).values(authenticated_at=long_ago))


async def test_a_provider_made_by_others_lets_people_in(tmp_path: Path):
    """Against `oidc-provider-mock`, which is built on Authlib's server."""
    user = {**TIM, "sub": "real-1", "email": f"rea@{DOMAIN}", "name": "Rea"}
    async with connected(tmp_path) as here, httpx2.AsyncClient() as http:
        with _other_provider(user) as issuer:
            assert (await here.save(issuer=issuer, client_secret="any")).status_code == 200
            browser, url = await here.begin(user["email"])

            back = await http.post(url, data={"sub": "real-1"})
            query = {name: values[0] for name, values in parse_qs(urlsplit(back.headers["location"]).query).items()}
            came = await here.finish(browser, {name: query[name] for name in ("code", "state")})
            replayed = await here.finish(browser, {name: query[name] for name in ("code", "state")})

    assert came.status_code == 200, came.text
    assert came.json()["signed_in"]["user"]["name"] == "Rea"
    assert replayed.status_code == 403


@contextmanager
def _other_provider(user: dict[str, Any]) -> Generator[str]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen([*command, "--user-claims", json.dumps(user)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()

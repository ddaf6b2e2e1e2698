"""An identity provider that tells the truth, unless a test lets it lie; and a company that is connected to it."""

import base64
import hashlib
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import uvicorn
from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from auth.tests.opened import ANA, API, Auth, bearer, open_auth
from auth_service.providers.service import confirm_domain

LOOPBACK = "127.0.0.0/8"
DOMAIN = "nordwind.example"
CLIENT, SECRET = "platform", "a secret: with ünusual/characters"
TIM: dict[str, Any] = {
    "sub": "tim-1", "email": f"tim@{DOMAIN}", "email_verified": True, "name": "Tim Berg", "groups": ["staff"],
}  # fmt: skip
_KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})

Lie = Callable[["Provider", dict[str, Any]], str]


@dataclass
class Provider:
    """Answers over HTTP. `lie` makes the ID token out of the true claims; `described` changes the description."""

    issuer: str = ""
    user: dict[str, Any] = field(default_factory=lambda: dict(TIM))
    lie: Lie | None = None
    described: dict[str, Any] = field(default_factory=dict[str, Any])
    told: dict[str, Any] = field(default_factory=dict[str, Any])
    """What the userinfo endpoint answers."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    key: RSAKey = field(default_factory=lambda: _KEY)

    def signed(self, claims: dict[str, Any], key: Any = None, **header: Any) -> str:
        """A token with these claims."""
        head = {"alg": "RS256", "kid": "k1", **header}
        return jwt.encode(head, claims, key or self.key, algorithms=[head["alg"]])

    def answer(self, url: str, **changes: Any) -> dict[str, Any]:
        """What somebody who signed in at this address is sent back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer, **changes}

    def app(self) -> FastAPI:
        """Its routes."""
        api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

        async def description() -> dict[str, Any]:
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            places = {name: f"{self.issuer}/{path}" for name, path in names.items()}
            more = {"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.told else {}
            return {"issuer": self.issuer, **places, **more, **self.described}

        async def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        async def token(
            code: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()],
            authorization: Annotated[str, Header()],
        ) -> JSONResponse:
            asked = self.codes.pop(code, None)
            pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            digest = hashlib.sha256(code_verifier.encode()).digest()
            proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            expected = "platform:a%20secret%3A%20with%20%C3%BCnusual%2Fcharacters"
            if pair != expected:
                return JSONResponse({"error": "invalid_client"}, 401)
            if asked is None or asked["redirect_uri"] != redirect_uri or asked["code_challenge"] != proven:
                return JSONResponse({"error": "invalid_grant", "error_description": "used\nalready"}, 400)
            now = int(time.time())
            times = {"iat": now, "exp": now + 300}
            claims = {"iss": self.issuer, "aud": CLIENT, "nonce": asked["nonce"], **times, **self.user}
            made = self.lie(self, claims) if self.lie else self.signed(claims)
            return JSONResponse({"id_token": made, "access_token": "at", "token_type": "Bearer"})

        async def userinfo() -> dict[str, Any]:
            return self.told

        api.add_api_route("/.well-known/openid-configuration", description)
        api.add_api_route("/keys", keys)
        api.add_api_route("/token", token, methods=["POST"])
        api.add_api_route("/userinfo", userinfo)
        return api


@asynccontextmanager
async def served() -> AsyncGenerator[Provider]:
    """A provider on a port of its own."""
    provider = Provider()
    config = uvicorn.Config(provider.app(), host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield provider
    finally:
        server.force_exit = True
        await server.shutdown()


@dataclass
class Connected:
    """A company, its owner Ana, and its provider."""

    auth: Auth
    provider: Provider
    ana: httpx2.AsyncClient
    company: str

    async def save(self, **changes: Any) -> httpx2.Response:
        """Connect the provider, or change it."""
        given = {"issuer": self.provider.issuer, "client_id": CLIENT, "client_secret": SECRET, **changes}
        return await self.ana.put(f"{API}/sso/provider", json=given)

    async def begin(self, email: str = TIM["email"], return_to: str = "/") -> tuple[httpx2.AsyncClient, str]:
        """A browser that is on its way to the provider, and the address it is sent to."""
        browser = await self.auth.browser()
        begun = await browser.post(f"{API}/sso/begin", json={"email": email, "return_to": return_to})
        assert begun.status_code == 200, begun.text
        return browser, begun.json()["url"]

    async def finish(self, browser: httpx2.AsyncClient, answer: dict[str, Any]) -> httpx2.Response:
        """What comes of the provider's answer."""
        return await browser.post(f"{API}/sso/finish", json=answer)

    async def come_in(self, **user: Any) -> httpx2.Response:
        """A sign-in from beginning to end."""
        self.provider.user = {**TIM, **user}
        browser, url = await self.begin()
        return await self.finish(browser, self.provider.answer(url))


@asynccontextmanager
async def connected(folder: Path, **settings: str) -> AsyncGenerator[Connected]:
    """Ana's company with a provider and a domain that is confirmed."""
    given = {"ALLOW_PRIVATE_ADDRESSES": LOOPBACK, **settings}
    async with served() as provider, open_auth(folder, **given) as auth:
        roles = {"admin": ["company.manage"], "builder": [], "operator": []}
        auth.companies.permissions |= {"owner": ["company.manage", "sso.manage"], **roles}
        ana, answer = await auth.signed_up(email=f"ana@{DOMAIN}", name=ANA["name"])
        ana.headers.update(bearer(answer))
        here = Connected(auth, provider, ana, answer["company"]["id"])
        assert (await here.save()).status_code == 200
        assert (await ana.post(f"{API}/sso/domains", json={"domain": f"@{DOMAIN.title()}."})).status_code == 201
        await confirm_domain(auth.service.host.db, DOMAIN, None, auth.clock())
        yield here

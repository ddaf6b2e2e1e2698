"""The agents service for each test, once on SQLite and once on MySQL; and once with the real AI service behind it."""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from agents_service.app import manifest
from agents_service.ingest.jobs import change_models
from agents_service.ingest.service import take_in_next
from agents_service.retrieval.schemas import SearchBody
from agents_service.retrieval.service import finding
from agents_service.sources.service.syncing import sync_due
from ai_service.app import manifest as ai_manifest
from ai_service.providers.local.build import build_model
from contracts.ai import AnswerAnswer, AnswerRequest
from contracts.fakes.reading import FakeReading
from contracts.knowledge import KnowledgeHit
from contracts.reading import Embeddings, ReadAnswer, ReadRequest
from kernel.identity import Principal
from tests.built_once import built_once
from tests.harness import COMPANY, ServiceUnderTest, open_service

BUILT = Path(os.environ.get("LOCAL_MODEL_DIR") or Path(__file__).parents[2] / ".setup" / "model")
BASES = "/api/agents/v1/knowledge-bases"


@pytest.fixture
async def agents(tmp_path: Path, database_url: str) -> AsyncIterator[ServiceUnderTest]:
    async with open_service(manifest, tmp_path, url=database_url) as opened:
        yield opened


@dataclass
class Roles:
    """Stands where the company service would: says which role a person has."""

    of: dict[str, str] = field(default_factory=dict[str, str])
    addresses: dict[str, str] = field(default_factory=dict[str, str])

    @built_once
    def app(self) -> FastAPI:
        """What is asked of it, over HTTP."""
        api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

        async def memberships(user_id: str) -> list[dict[str, Any]]:
            role = self.of.get(user_id)
            place: dict[str, Any] = {"company_id": COMPANY, "company_name": "Ours", "role": role, "permissions": []}
            return [place] if role else []

        async def addressees(body: dict[str, list[str]]) -> list[dict[str, str]]:
            known = [(user, self.addresses[user]) for user in body["to"] if user in self.addresses]
            return [{"user_id": user, "name": user, "email": address} for user, address in known]

        api.add_api_route("/api/company/v1/internal/memberships", memberships)
        api.add_api_route("/api/company/v1/internal/addressees", addressees, methods=["POST"])
        return api


def plain_reading() -> FastAPI:
    """Stands where the AI service would: reads plain text, for what becomes of documents, not how well they read."""
    api, fake = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), FakeReading()
    by = Principal(kind="service", company_id=COMPANY, service="agents")

    async def read(body: ReadRequest) -> ReadAnswer:
        return await fake.read(body.document, by)

    async def embed(body: dict[str, Any]) -> Embeddings:
        return await fake.embed(body["input"], body["model"], by)

    async def answer(body: AnswerRequest) -> AnswerAnswer:
        return await fake.answer(body, by)

    api.add_api_route("/api/ai/v1/internal/reading", read, methods=["POST"])
    api.add_api_route("/api/ai/v1/embeddings", embed, methods=["POST"])
    api.add_api_route("/api/ai/v1/tasks/answer", answer, methods=["POST"])
    return api


@dataclass
class Library:
    """The agents service with what it needs for knowledge, its work done when a test says so."""

    service: ServiceUnderTest
    http: httpx2.AsyncClient
    roles: Roles

    async def base(self, **body: Any) -> str:
        """A new knowledge base."""
        made = await self.http.post(BASES, json={"name": "Handbook", **body})
        assert made.status_code == 201, made.text
        return made.json()["id"]

    async def upload(self, base: str, name: str, data: str | bytes, kind: str = "text/plain") -> dict[str, Any]:
        """Upload a file and have it taken in."""
        content = data.encode() if isinstance(data, str) else data
        sent = await self.http.post(f"{BASES}/{base}/documents", files={"file": (name, content, kind)})
        assert sent.status_code == 201, sent.text
        await self.work()
        return (await self.http.get(f"{BASES}/{base}/documents/{sent.json()['id']}")).json()

    async def work(self) -> None:
        """Do all that is due."""
        deps = self.service.deps
        while await sync_due(deps) or await take_in_next(deps):
            pass
        await change_models(deps)

    async def source(self, base: str, **body: Any) -> dict[str, Any]:
        """A new source, synced once."""
        made = await self.http.post(f"{BASES}/{base}/sources", json={"name": "There", **body})
        assert made.status_code == 201, made.text
        await self.work()
        return await self.about(base, made.json()["id"])

    async def about(self, base: str, source_id: str) -> dict[str, Any]:
        """The source as it is now."""
        return (await self.http.get(f"{BASES}/{base}/sources/{source_id}")).json()

    async def synced(self, base: str, source_id: str) -> dict[str, Any]:
        """The source after another sync."""
        asked = await self.http.post(f"{BASES}/{base}/sources/{source_id}/sync")
        assert asked.status_code == 202, asked.text
        await self.work()
        return await self.about(base, source_id)

    async def found(self, base: str, query: str, user: str, role: str = "viewer") -> list[KnowledgeHit]:
        """What somebody finds."""
        by = Principal(kind="user", company_id=COMPANY, user_id=user, role=role)
        return list(
            (await finding.search(base, SearchBody(query=query, limit=50), by=by, deps=self.service.deps)).items
        )

    async def search(self, base: str, query: str, http: httpx2.AsyncClient | None = None, **more: Any) -> Any:
        """Search as somebody."""
        found = await (http or self.http).post(f"{BASES}/{base}/search", json={"query": query, **more})
        assert found.status_code == 200, found.text
        return found.json()

    async def names(self, base: str, query: str, http: httpx2.AsyncClient | None = None) -> list[str]:
        """The names of the documents that somebody finds."""
        return [each["document"] for each in (await self.search(base, query, http))["items"]]


@asynccontextmanager
async def open_library(
    folder: Path, *, url: str | None = None, settings: Mapping[str, str] | None = None, keys: str | None = None,
    background: bool = False,
) -> AsyncGenerator[Library]:  # fmt: skip
    """The agents service over the real AI service and its packaged model."""
    build_model(BUILT)
    local = {"LOCAL_MODEL_DIR": str(BUILT), "AI_LOCAL_SERVERS": "none"}
    (folder / "ai").mkdir(exist_ok=True)
    async with open_service(ai_manifest, folder / "ai", settings=local) as ai:

        async def ai_app(scope: Any, receive: Any, send: Any) -> None:
            headers = [(k, v) for k, v in scope["headers"] if k != b"authorization"]
            token = ai.issuer.service_token("agents", "ai")
            scope = {**scope, "headers": [*headers, (b"authorization", f"Bearer {token}".encode())]}
            await ai.opened.app(scope, receive, send)

        async with _opened(folder, ai_app, settings, url=url, keys=keys, background=background) as opened:
            yield opened


@asynccontextmanager
async def open_plain(
    folder: Path, *, url: str | None = None, keys: str | None = None, **settings: str
) -> AsyncGenerator[Library]:
    """The agents service with plain reading, and loopback open to its sources."""
    given = {"ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8", **settings}
    async with _opened(folder, plain_reading(), given, url=url, keys=keys) as opened:
        yield opened


@asynccontextmanager
async def _opened(
    folder: Path, ai: ASGIApp, settings: Mapping[str, str] | None, *, url: str | None, keys: str | None,
    background: bool = False,
) -> AsyncGenerator[Library]:  # fmt: skip
    roles = Roles()
    given = {"KNOWLEDGE_FOLDER": str(folder / "shared"), **(settings or {})}
    others: dict[str, ASGIApp] = {"ai": ai, "company": roles.app()}
    async with open_service(
        manifest, folder, others=others, settings=given, url=url, encryption_keys=keys, background=background
    ) as opened:
        yield Library(opened, await opened.signed_in(), roles)


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    """On SQLite."""
    async with open_library(tmp_path) as opened:
        yield opened


@pytest.fixture
async def library_on_each(tmp_path: Path, database_url: str) -> AsyncIterator[Library]:
    """Once on SQLite and once on MySQL."""
    async with open_library(tmp_path, url=database_url) as opened:
        yield opened


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Library]:
    """With plain reading, on SQLite."""
    async with open_plain(tmp_path) as opened:
        yield opened


@pytest.fixture
async def plain_on_each(tmp_path: Path, database_url: str) -> AsyncIterator[Library]:
    """With plain reading, once on SQLite and once on MySQL."""
    async with open_plain(tmp_path, url=database_url) as opened:
        yield opened

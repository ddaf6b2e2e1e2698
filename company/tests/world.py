"""The company service under test, with honest fakes of the services it calls, reached over HTTP."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, cast

import httpx2
from fastapi import Body, FastAPI, Header
from starlette.types import ASGIApp

from company_service.app import manifest
from company_service.ended import repo as ended_repo
from company_service.ended import service as ended
from contracts.agents import AgentBriefs, AgentDescription, AgentInput, AgentSummary
from contracts.ai import ChatAnswer, ChatRequest
from contracts.fakes.agents import FakeAgents
from contracts.fakes.ai import FakeAi
from contracts.fakes.knowledge import FakeKnowledge
from contracts.fakes.memory import FakeMemory
from contracts.fakes.notifications import FakeNotifications
from contracts.knowledge import KnowledgeAnswer, KnowledgeFound, KnowledgeQuestion
from contracts.memory import Learnt, Memories, Memory, Recalled
from contracts.notifications import InvitationMail, InvitationMailed, NoticeAccepted, NoticeInput
from kernel.bus import Bus
from kernel.identity import Principal
from kernel.secrets import new_key_text
from kernel.service import utc_now
from kernel.web import handle_problems
from tests.built_once import built_once
from tests.harness import COMPANY, USER, ServiceUnderTest, open_service

Json = dict[str, Any]
Company = Annotated[str, Header(alias="x-company-id")]
User = Annotated[str | None, Header(alias="x-user-id")]
Key = Annotated[str, Header(alias="idempotency-key")]

API = "/api/company/v1"
AGENT = "agt_" + "a" * 32
OTHER_COMPANY = "cmp_" + "2" * 32
STRANGER = "usr_" + "9" * 32
SETTINGS = {"ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8"}


def _by(company_id: str, user_id: str | None = None) -> Principal:
    return Principal(kind="service", company_id=company_id, user_id=user_id, service="company")


@dataclass
class Others:
    """The services that the company service calls."""

    agents: FakeAgents = field(default_factory=FakeAgents)
    knowledge: FakeKnowledge = field(default_factory=FakeKnowledge)
    memory: FakeMemory = field(default_factory=FakeMemory)
    ai: FakeAi = field(default_factory=FakeAi)
    notifications: FakeNotifications = field(default_factory=FakeNotifications)

    def apps(self) -> Mapping[str, ASGIApp]:
        """Each, over HTTP."""
        return {"agents": self._agents(), "ai": self._ai(), "notifications": self._notifications()}

    @built_once
    def _agents(self) -> FastAPI:
        api = _api()
        path = "/api/agents/v1/internal/agents"

        async def get(agent_id: str, company: Company) -> AgentSummary:
            return await self.agents.get(agent_id, _by(company))

        async def describe(agent_id: str, company: Company) -> AgentDescription:
            return await self.agents.describe(agent_id, _by(company))

        async def briefs(company: Company) -> AgentBriefs:
            return await self.agents.briefs(_by(company))

        async def create(key: Annotated[str, Body()], agent: Annotated[AgentInput, Body()], company: Company) -> Any:
            return await self.agents.create(agent, _by(company), key=key)

        async def made(prefix: str, company: Company) -> list[AgentSummary]:
            return await self.agents.made(_by(company), prefix=prefix)

        async def remove(agent_id: str, company: Company) -> None:
            await self.agents.remove(agent_id, _by(company))

        async def search(body: KnowledgeQuestion, company: Company, user: User = None) -> KnowledgeFound:
            return await self.knowledge.search(body, _by(company, user))

        async def answer(body: KnowledgeQuestion, company: Company, user: User = None) -> KnowledgeAnswer:
            return await self.knowledge.answer(body, _by(company, user), seconds=30)

        self._add_memory(api, path)
        api.add_api_route("/api/agents/v1/internal/knowledge/search", search, methods=["POST"])
        api.add_api_route("/api/agents/v1/internal/knowledge/answer", answer, methods=["POST"])
        api.add_api_route("/api/agents/v1/internal/agent-briefs", briefs)
        api.add_api_route(path + "/{agent_id}", get)
        api.add_api_route(path + "/{agent_id}", remove, methods=["DELETE"], status_code=204)
        api.add_api_route(path, made)
        api.add_api_route(path + "/{agent_id}/description", describe)
        api.add_api_route(path, create, methods=["POST"])
        return api

    def _add_memory(self, api: FastAPI, path: str) -> None:
        async def remember(agent_id: str, body: Learnt, company: Company, key: Key, user: User = None) -> Memory:
            return await self.memory.remember(agent_id, body, _by(company, user), key=key)

        async def recall(agent_id: str, body: Recalled, company: Company, user: User = None) -> Memories:
            return await self.memory.recall(agent_id, body, _by(company, user))

        api.add_api_route(path + "/{agent_id}/memories", remember, methods=["POST"])
        api.add_api_route(path + "/{agent_id}/memories/recall", recall, methods=["POST"])

    @built_once
    def _ai(self) -> FastAPI:
        api = _api()

        async def task(name: str, body: Json, company: Company) -> Any:
            return await self.ai.task(name, body, _by(company), seconds=30)

        async def chat(
            body: ChatRequest, company: Company, key: Annotated[str, Header(alias="idempotency-key")]
        ) -> ChatAnswer:
            return await self.ai.chat(body, _by(company), key=key, seconds=30)

        api.add_api_route("/api/ai/v1/tasks/{name}", task, methods=["POST"])
        api.add_api_route("/api/ai/v1/chat", chat, methods=["POST"])
        return api

    @built_once
    def _notifications(self) -> FastAPI:
        api = _api()

        async def send(
            body: NoticeInput, company: Company, key: Annotated[str, Header(alias="idempotency-key")]
        ) -> NoticeAccepted:
            return await self.notifications.send(body, _by(company), key=key)

        async def invite(
            body: InvitationMail, company: Company, key: Annotated[str, Header(alias="idempotency-key")]
        ) -> InvitationMailed:
            return await self.notifications.mail_invitation(body, _by(company), key=key)

        api.add_api_route("/api/notifications/v1/notices", send, methods=["POST"])
        api.add_api_route("/api/notifications/v1/internal/invitations", invite, methods=["POST"])
        return api


def _api() -> FastAPI:
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    handle_problems(api)
    return api


@dataclass
class World:
    """A company service, whoever calls it, and whom it calls."""

    service: ServiceUnderTest
    owner: httpx2.AsyncClient
    others: Others

    async def member(self, role: str, user: str = STRANGER, company: str = COMPANY) -> httpx2.AsyncClient:
        """Somebody with exactly what a built-in role may."""
        rows = (await self.owner.get(f"{API}/roles")).json()["items"]
        permissions = next(row["permissions"] for row in rows if row["name"] == role)
        return await self.service.signed_in(user, company, permissions, role=role)

    async def neighbour(self) -> httpx2.AsyncClient:
        """The owner of another company."""
        return await self.service.signed_in(STRANGER, OTHER_COMPANY)

    async def join(self, role: str = "owner", user: str = USER) -> None:
        """Found the company, with this person as its owner."""
        auth = await self.service.as_service("auth", company="")
        body = {"id": COMPANY, "name": "Sample Ltd", "user_id": user, "email": "ana@sample.example", "user_name": "Ana"}
        assert (await auth.post(f"{API}/internal/companies", json=body)).status_code == 200

    async def publish(self, graph: Json, name: str = "A workflow") -> str:
        """A workflow with this graph, live; its id."""
        created = await self.owner.post(f"{API}/workflows", json={"name": name, "agent_id": AGENT, "graph": graph})
        assert created.status_code == 201, created.text
        workflow_id = created.json()["id"]
        published = await self.owner.post(f"{API}/workflows/{workflow_id}/publish", json={"note": ""})
        assert published.status_code == 200, published.text
        return str(workflow_id)

    async def run(self, workflow_id: str, given: Json | None = None, wait: int = 20) -> Json:
        """A run of it; all of it when it ended, else its id and status."""
        path = f"{API}/workflows/{workflow_id}/runs"
        started = await self.owner.post(path, params={"wait": wait}, json={"input": given or {}}, timeout=60)
        assert started.status_code in {200, 202}, started.text
        return cast("Json", started.json())

    async def until(self, run_id: str, *statuses: str) -> Json:
        """The run, once it has one of these statuses."""
        async with asyncio.timeout(30):
            while True:
                run = (await self.owner.get(f"{API}/runs/{run_id}")).json()
                if run["status"] in statuses:
                    return run
                await asyncio.sleep(0.02)

    async def ends_followed(self) -> None:
        """Until what follows the ends of runs is done, by whoever is at it: the job may be, and then nobody else is."""
        async with asyncio.timeout(30):
            while True:
                await ended.follow(self.service.deps)
                async with self.service.host.db.read() as tx:
                    if not await ended_repo.ended(tx, 1):
                        return
                await asyncio.sleep(0.05)

    async def upload(self, name: str, content: bytes, media_type: str = "application/pdf") -> str:
        """A file of the company; its id."""
        answer = await self.owner.post(f"{API}/files", files={"file": (name, content, media_type)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@asynccontextmanager
async def opened_world(
    folder: Path,
    others: Others | None = None,
    *,
    url: str | None = None,
    settings: Mapping[str, str] = SETTINGS,
    clock: Callable[[], datetime] = utc_now,
    bus: Bus | None = None,
    encryption_keys: str | None = None,
) -> AsyncGenerator[World]:
    """The service on a database in `folder`; opening it again there is a restart."""
    known = others or Others()
    known.agents.put(COMPANY, AGENT, "Accounts payable")
    async with open_service(
        manifest,
        folder,
        others=known.apps(),
        settings=settings,
        url=url,
        encryption_keys=encryption_keys or new_key_text(),
        background=True,
        clock=clock,
        bus=bus,
    ) as service:
        yield World(service, await service.signed_in(), known)

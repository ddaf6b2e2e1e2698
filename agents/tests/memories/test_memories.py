"""What agents remember: for whom, for how long, and how people correct it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from agents.tests.agents.test_agents import API, made
from agents.tests.conftest import BASES, Library
from agents_service.memories import rules, service
from agents_service.memories.consumers import heed_agent
from contracts.events import AgentChanged
from kernel.bus import Message
from kernel.ids import new_id
from tests.harness import COMPANY, USER

ANA, BEN = USER, "usr_" + "2" * 32
NORDWIND = "Invoices of Nordwind have no order number."


async def learn(library: Library, agent: str, text: str, user: str | None = ANA, **more: Any) -> dict[str, Any]:
    company = await library.service.as_service("company", user=user)
    path = f"/api/agents/v1/internal/agents/{agent}/memories"
    body = {"text": text, "run_id": new_id("run"), **more}
    answer = await company.post(path, json=body, headers={"idempotency-key": more.pop("key", None) or new_id("k")})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def recall(library: Library, agent: str, query: str, user: str | None = ANA) -> list[str]:
    company = await library.service.as_service("company", user=user)
    path = f"/api/agents/v1/internal/agents/{agent}/memories/recall"
    return [each["text"] for each in (await company.post(path, json={"query": query})).json()["items"]]


async def test_a_fact_is_found_by_its_meaning_corrected_and_forgotten(library_on_each: Library):
    library = library_on_each
    agent = (await made(library.http))["id"]
    path = f"{API}/agents/{agent}/memories"
    await learn(library, agent, NORDWIND)
    await learn(library, agent, "The canteen is closed on Fridays.")

    found = await recall(library, agent, "bill without purchase order from Nordwind")
    unrelated = await recall(library, agent, "quantum chromodynamics")
    [newest, oldest] = (await library.http.get(path)).json()["items"]
    body = {"text": "The canteen is closed on Mondays.", "expires_at": None}
    corrected = await library.http.put(f"{path}/{newest['id']}", json=body)
    forgotten = await library.http.delete(f"{path}/{oldest['id']}")

    assert (found, unrelated, oldest["uses"]) == ([NORDWIND], [], 1)
    assert (corrected.status_code, forgotten.status_code) == (200, 204)
    assert await recall(library, agent, "canteen") == ["The canteen is closed on Mondays."]
    assert await recall(library, agent, "Nordwind") == []


async def test_who_may_not_read_a_document_is_not_told_what_was_learnt_from_it(library: Library):
    agent, base = (await made(library.http))["id"], await library.base()
    pay = await library.upload(base, "salaries.txt", "The salaries of the managers are listed here.")
    ben = await library.service.signed_in(user=BEN, role="viewer")
    path, access = f"{API}/agents/{agent}/memories", f"{BASES}/{base}/documents/{pay['id']}"
    library.roles.of.update({ANA: "owner", BEN: "viewer"})
    fact = await learn(library, agent, "Managers earn 120,000.", documents=[pay["id"]])

    open_to_all = await recall(library, agent, "what managers earn", BEN)
    await library.http.put(f"{access}/access", json={"open_to": [f"user:{ANA}"]})
    closed = [await recall(library, agent, "what managers earn", who) for who in (ANA, BEN, None)]
    shown = (await ben.get(path)).json()
    deleted = await ben.delete(f"{path}/{fact['id']}")
    await library.http.delete(access)
    gone = await recall(library, agent, "what managers earn", ANA)

    assert (open_to_all, closed) == (["Managers earn 120,000."], [["Managers earn 120,000."], [], []])
    assert (shown["items"], shown["hidden"], deleted.status_code, gone) == ([], 1, 404, [])


async def test_a_private_fact_is_for_one_person_until_they_tell_everyone(library: Library):
    agent = (await made(library.http))["id"]
    path = f"{API}/agents/{agent}/memories"
    fact = await learn(library, agent, "Prefers short answers.", is_private=True)

    alone = [await recall(library, agent, "short answers", who) for who in (ANA, BEN)]
    await library.http.put(f"{path}/{fact['id']}", json={"text": "All prefer short answers.", "for_you_alone": False})

    assert alone == [["Prefers short answers."], []]
    assert await recall(library, agent, "short answers", BEN) == ["All prefer short answers."]


async def test_a_fact_is_kept_once_replaced_and_forgotten_when_it_is_over(library: Library):
    agent = (await made(library.http))["id"]
    first = await learn(library, agent, NORDWIND, days=10)
    again = await learn(library, agent, "Invoices of Nordwind have no order number", days=20)
    newer = await learn(library, agent, "Nordwind writes order numbers now.", replaces=first["id"], days=5)

    deps = replace(library.service.deps, clock=lambda: datetime.now(UTC) + timedelta(days=6))
    kept = await recall(library, agent, "Nordwind order numbers")
    await service.forget_expired(deps)

    assert (again["id"], kept) == (first["id"], [newer["text"]])
    assert await recall(library, agent, "Nordwind order numbers") == []


async def test_a_deleted_agent_leaves_no_memory(library: Library):
    agent = (await made(library.http))["id"]
    await learn(library, agent, NORDWIND)
    gone = AgentChanged(company_id=COMPANY, agent_id=agent, status="deleted")
    payload = gone.model_dump(mode="json")

    await heed_agent(
        library.service.deps,
        Message(id="evt_1", topic=gone.topic, company_id=COMPANY, payload=payload, created_at=datetime.now(UTC)),
    )

    assert (await library.http.get(f"{API}/agents/{agent}/memories")).json()["items"] == []


@pytest.mark.parametrize(("open_to", "state", "reads"), [(None, "ready", True), (["role:hr"], "ready", False),
                         (["user:usr_ana"], "ready", True), (None, "removed", False)])  # fmt: skip
def test_a_fact_is_told_only_with_all_its_documents(open_to: list[str] | None, state: str, *, reads: bool):
    documents = {"knd_1": {"state": state, "open_to": open_to, "source_id": "kns_1", "base_id": "knb_1"}}
    fact = {"person": "", "documents": ["knd_1"], "text": "…"}

    read = rules.readable(documents, {"knb_1": frozenset({"everyone", "user:usr_ana", "source:kns_1"})})

    assert rules.told([fact], "usr_ana", read) == ([fact] if reads else [])
    assert rules.told([{**fact, "documents": ["knd_1", "knd_2"]}], "usr_ana", read) == []


def test_facts_of_another_model_are_found_by_their_words():
    fact = {"text": "Nordwind has no order numbers", "vector": np.ones(4, np.float16).tobytes(), "model": "old"}

    near = rules.closeness([fact], np.full(4, 0.5, np.float32), "new")

    assert near == [0.0]
    assert rules.fitting([fact], near, "nordwind order numbers", 5) == [fact]
    assert rules.fitting([fact], near, "something else entirely", 5) == []

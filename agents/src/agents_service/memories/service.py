"""What agents and people do with memories: learn, recall, read, correct, forget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from agents_service.agents.service import views as agents
from agents_service.bases import repo as bases
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.ingest.vectors import embedded, packed
from agents_service.memories import problems, repo, rules
from agents_service.memories.schemas import MemoryBody, MemoryDocument, MemoryPage, MemoryView
from agents_service.retrieval.service.finding import doors
from contracts import ids
from contracts.access import Level
from contracts.memory import Learnt, Memories, Memory, Recalled
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Paging

_HOLDS = timedelta(days=365)
"""How long a fact holds of which nobody says so."""


@dataclass(frozen=True)
class _Told:
    """The facts that may be told to whoever asks, the documents they rest on, and how many others there are."""

    facts: Sequence[Mapping[str, Any]]
    documents: Mapping[str, Row]
    hidden: int


async def _told(agent_id: str, by: Principal, deps: Deps, level: Level = "read") -> _Told:
    """What may be told. Raises `AgentNotFound`, `NotShared`."""
    async with deps.db.read() as tx:
        await agents.found(tx, agent_id, by, level)
        facts = await repo.all_of(tx, by.company_id, agent_id, deps.clock())
        wanted = {document for fact in facts for document in fact["documents"]}
        rows = await documents.some(tx, by.company_id, wanted) if wanted else {}
        known = await bases.all_of(tx, by.company_id) if wanted else ()
    of = {row["base_id"] for row in rows.values()}
    names = {base["id"]: await doors(base, by, deps) for base in known if base["id"] in of}
    told = rules.told(facts, by.user_id, rules.readable(rows, names))
    return _Told(told, rows, len(facts) - len(told))


async def learn(agent_id: str, learnt: Learnt, key: str, *, by: Principal, deps: Deps) -> Memory:
    """Keep what an agent learnt. What says the same already holds on, and what it replaces is forgotten."""
    now, facts = deps.clock(), (await _told(agent_id, by, deps)).facts
    vectors = await embedded([learnt.text], deps.knowledge_model, by.company_id, deps)
    person = (by.user_id or "") if learnt.is_private else ""
    until = now + (timedelta(days=learnt.days) if learnt.days else _HOLDS)
    async with deps.db.begin() as tx:
        if kept := await repo.by_key(tx, by.company_id, key):
            return _memory(kept)
        if learnt.replaces:
            await _forget_replaced(tx, agent_id, learnt.replaces, facts, by)
        known = rules.same(facts, learnt.text, person, learnt.documents)
        if known and known["id"] != learnt.replaces:
            await repo.update(tx, by.company_id, known["id"], {"expires_at": until, "changed_at": now})
            return _memory({**known, "expires_at": until})
        row = _row(agent_id, learnt.text, key, by, deps) | {
            "person": person, "documents": sorted(set(learnt.documents)), "run_id": learnt.run_id,
            "expires_at": until, "vector": packed(vectors),
        }  # fmt: skip
        await _insert(tx, row)
        return _memory(row)


async def _forget_replaced(
    tx: Tx, agent_id: str, memory_id: str, told: Sequence[Mapping[str, Any]], by: Principal
) -> None:  # fmt: skip
    if memory_id not in {each["id"] for each in told}:
        raise problems.MemoryNotFound(f"There is nothing to replace under {memory_id[:40]}.")
    await repo.delete(tx, by.company_id, agent_id, memory_id)


def _row(agent_id: str, text: str, key: str, by: Principal, deps: Deps) -> dict[str, Any]:
    now = deps.clock()
    return {
        "id": deps.new_id(ids.AGENT_MEMORY), "company_id": by.company_id, "agent_id": agent_id, "text": text.strip(),
        "person": "", "documents": [], "run_id": "", "written_by": by.user_id or "", "learnt_at": now,
        "changed_at": now, "expires_at": None, "uses": 0, "used_at": None, "model": deps.knowledge_model,
        "creation_key": key,
    }  # fmt: skip


async def _insert(tx: Tx, row: Mapping[str, Any]) -> None:
    if await repo.count(tx, row["company_id"], row["agent_id"]) >= rules.MOST:
        raise problems.MemoryFull(f"It remembers {rules.MOST:,} facts. Delete some on its page, under Memory.")
    await repo.insert(tx, row)


async def recall(agent_id: str, asked: Recalled, *, by: Principal, deps: Deps) -> Memories:
    """The facts that fit a question, of those that may be told to the person whom the agent works for."""
    facts, model = (await _told(agent_id, by, deps)).facts, deps.knowledge_model
    if not facts:
        return Memories(items=[])
    vectors = await embedded([asked.query], model, by.company_id, deps)
    found = rules.fitting(facts, rules.closeness(facts, vectors[0], model), asked.query, asked.limit)
    async with deps.db.begin() as tx:
        await repo.used(tx, by.company_id, [each["id"] for each in found], deps.clock())
    return Memories(items=[_memory(each) for each in found])


def _memory(row: Mapping[str, Any]) -> Memory:
    return Memory(
        id=row["id"],
        text=row["text"],
        documents=row["documents"],
        is_private=bool(row["person"]),
        learnt_at=row["learnt_at"],
        expires_at=row["expires_at"],
    )


async def list_page(agent_id: str, text: str, paging: Paging, *, by: Principal, deps: Deps) -> MemoryPage:
    """What an agent remembers, as far as whoever looks may know it."""
    told = await _told(agent_id, by, deps)
    wanted = text.casefold().strip()
    found = [each for each in told.facts if wanted in each["text"].casefold()]
    rest = [each for each in found if not paging.after or each["id"] < paging.after]
    items = [_view(each, told.documents) for each in rest[: paging.limit]]
    more = items[-1].id if len(rest) > paging.limit else None
    return MemoryPage(items=items, next=more, hidden=told.hidden)


def _view(row: Mapping[str, Any], known: Mapping[str, Row]) -> MemoryView:
    of = [known[each] for each in row["documents"]]
    return MemoryView(
        id=row["id"],
        text=row["text"],
        run_id=row["run_id"] or None,
        written_by=row["written_by"] or None,
        documents=[MemoryDocument(id=each["id"], name=each["name"], knowledge_base_id=each["base_id"]) for each in of],
        for_you_alone=bool(row["person"]),
        learnt_at=row["learnt_at"],
        expires_at=row["expires_at"],
        uses=row["uses"],
        used_at=row["used_at"],
    )


async def write(agent_id: str, body: MemoryBody, *, by: Principal, deps: Deps) -> MemoryView:
    """Let an agent remember what a person writes."""
    vectors = await embedded([body.text], deps.knowledge_model, by.company_id, deps)
    async with deps.db.begin() as tx:
        await agents.found(tx, agent_id, by, "edit")
        row = _row(agent_id, body.text, deps.new_id(ids.AGENT_MEMORY), by, deps)
        row |= {"expires_at": body.expires_at, "vector": packed(vectors), "person": _person(body, by)}
        await _insert(tx, row)
        return _view(row, {})


def _person(body: MemoryBody, by: Principal) -> str:
    return (by.user_id or "") if body.for_you_alone else ""


async def correct(agent_id: str, memory_id: str, body: MemoryBody, *, by: Principal, deps: Deps) -> MemoryView:
    """Put a fact into other words, or let it hold for another time. The documents it rests on stay."""
    vectors = await embedded([body.text], deps.knowledge_model, by.company_id, deps)
    row, known = await _one(agent_id, memory_id, by, deps)
    async with deps.db.begin() as tx:
        values: dict[str, Any] = {
            "text": body.text.strip(), "expires_at": body.expires_at, "changed_at": deps.clock(),
            "written_by": by.user_id or "", "person": _person(body, by), "model": deps.knowledge_model,
            "vector": packed(vectors),
        }  # fmt: skip
        await repo.update(tx, by.company_id, memory_id, values)
        return _view({**row, **values}, known)


async def forget(agent_id: str, memory_id: str, *, by: Principal, deps: Deps) -> None:
    """Forget a fact."""
    await _one(agent_id, memory_id, by, deps)
    async with deps.db.begin() as tx:
        await repo.delete(tx, by.company_id, agent_id, memory_id)


async def forget_all(agent_id: str, *, by: Principal, deps: Deps) -> None:
    """Forget everything that an agent remembers, also what whoever wants it so may not know."""
    async with deps.db.begin() as tx:
        await agents.found(tx, agent_id, by, "edit")
        await repo.delete(tx, by.company_id, agent_id)


async def _one(
    agent_id: str, memory_id: str, by: Principal, deps: Deps
) -> tuple[Mapping[str, Any], Mapping[str, Row]]:  # fmt: skip
    told = await _told(agent_id, by, deps, "edit")
    for each in told.facts:
        if each["id"] == memory_id:
            return each, told.documents
    raise problems.MemoryNotFound("Look it up in the list of what the agent remembers.")


async def forget_agent(agent_id: str, company_id: str, *, deps: Deps) -> None:
    """Forget what an agent remembered that is no more."""
    async with deps.db.begin() as tx:
        await repo.delete(tx, company_id, agent_id)


async def forget_expired(deps: Deps) -> None:
    """Forget what holds no more."""
    async with deps.db.begin() as tx:
        await repo.forget_expired(tx, deps.clock())

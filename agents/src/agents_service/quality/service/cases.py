"""Test cases: by hand, from the documents, from what people thought of answers, from what could not be answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents_service.bases import repo as bases
from agents_service.bases.rules import door
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.documents.rules import title_of
from agents_service.ingest.rules import chunk_of
from agents_service.quality import problems, repo, rules
from agents_service.quality.schemas import (
    AnswerFeedback,
    CasesMade,
    ExpectedPassage,
    GenerateCasesBody,
    KnowledgeCase,
    KnowledgeCaseBody,
    UnansweredQuestions,
)
from agents_service.questions import repo as questions
from agents_service.retrieval.service.finding import doors
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page, Paging
from kernel.problems import FieldError

_MOST = 2_000
_LOOKED_INTO = 200
_MOST_QUESTIONS = 1_000


async def list_page(base_id: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[KnowledgeCase]:
    """A page of a base's test cases, the newest first."""
    async with deps.db.read() as tx:
        await bases.get(tx, by.company_id, base_id)
        rows = await repo.cases(tx, by.company_id, base_id)
        rest = [row for row in rows if not paging.after or row["id"] < paging.after]
        items = await _views(tx, rest[: paging.limit])
    return Page(items=items, next=items[-1].id if len(rest) > paging.limit else None)


async def _views(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> list[KnowledgeCase]:
    wanted = {each["document_id"] for row in rows for each in row["expected"]}
    known = await documents.some(tx, rows[0]["company_id"], wanted) if wanted else {}
    return [_view(row, known) for row in rows]


def _view(row: Mapping[str, Any], known: Mapping[str, Row]) -> KnowledgeCase:
    expected = [ExpectedPassage.model_validate(each) for each in row["expected"]]
    names = dict.fromkeys(known[each.document_id]["name"] for each in expected if each.document_id in known)
    return KnowledgeCase(
        id=row["id"],
        question=row["question"],
        expected=expected,
        documents=list(names),
        is_answerable=row["is_answerable"],
        state=row["state"],
        origin=row["origin"],
        note=row["note"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


async def create(base_id: str, body: KnowledgeCaseBody, *, by: Principal, deps: Deps) -> KnowledgeCase:
    """Add a test case."""
    async with deps.db.begin() as tx:
        await _check_room(tx, base_id, 1, by)
        await _check_passages(tx, base_id, body.expected, by)
        row = _row(base_id, body, by, deps)
        await repo.insert_cases(tx, [row])
        return (await _views(tx, [row]))[0]


async def save(base_id: str, case_id: str, body: KnowledgeCaseBody, *, by: Principal, deps: Deps) -> KnowledgeCase:
    """Change a test case."""
    async with deps.db.begin() as tx:
        row = await repo.case(tx, by.company_id, base_id, case_id)
        if row is None:
            raise problems.CaseNotFound("Look it up in the list of test cases.")
        await _check_passages(tx, base_id, body.expected, by)
        values = {**body.model_dump(mode="json", exclude={"origin"}), "changed_at": deps.clock()}
        await repo.update_case(tx, by.company_id, case_id, values)
        return (await _views(tx, [{**row, **values}]))[0]


async def delete(base_id: str, case_id: str, *, by: Principal, deps: Deps) -> None:
    """Remove a test case; trials that were made with it stay."""
    async with deps.db.begin() as tx:
        if not await repo.delete_case(tx, by.company_id, base_id, case_id):
            raise problems.CaseNotFound("Look it up in the list of test cases.")


async def _check_room(tx: Tx, base_id: str, more: int, by: Principal) -> None:
    await bases.get(tx, by.company_id, base_id)
    if len(await repo.cases(tx, by.company_id, base_id)) + more > _MOST:
        raise problems.TooManyCases(f"A knowledge base has at most {_MOST:,}. Delete some first.")


async def _check_passages(tx: Tx, base_id: str, expected: Sequence[ExpectedPassage], by: Principal) -> None:
    known = await documents.some(tx, by.company_id, {each.document_id for each in expected}) if expected else {}
    for place, each in enumerate(expected):
        row = known.get(each.document_id)
        if row is None or row["base_id"] != base_id or row["state"] == "removed":
            message = "This document is not in the knowledge base (any more). Search again and choose a passage."
            raise problems.UnknownPassage(message, errors=[FieldError(f"/expected/{place}/document_id", message)])


def _row(base_id: str, body: KnowledgeCaseBody, by: Principal, deps: Deps) -> dict[str, Any]:
    now = deps.clock()
    return {
        **body.model_dump(mode="json"),
        "id": deps.new_id(ids.KNOWLEDGE_CASE),
        "company_id": by.company_id,
        "base_id": base_id,
        "written_by": by.user_id or "",
        "created_at": now,
        "changed_at": now,
    }


async def feedback(base_id: str, said: AnswerFeedback, *, by: Principal, deps: Deps) -> KnowledgeCase:
    """Make a test case of what a person thinks of an answer: ready where it was good and quotes something."""
    is_ready = said.liked and bool(said.citations)
    body = KnowledgeCaseBody(
        question=said.question,
        expected=said.citations if said.liked else [],
        is_answerable=True,
        state="ready" if is_ready else "to_check",
        note=said.reason,
        origin="feedback",
    )
    return await create(base_id, body, by=by, deps=deps)


async def generate(base_id: str, body: GenerateCasesBody, *, by: Principal, deps: Deps) -> CasesMade:
    """Make questions to begin with from documents that are open to whoever asks, a few of each."""
    async with deps.db.read() as tx:
        base = await bases.get(tx, by.company_id, base_id)
        rows = await documents.page(
            tx, by.company_id, base_id, Paging(limit=_LOOKED_INTO, after=None), state="ready", source_id=None, text=None
        )
        known = {row["question"] for row in await repo.cases(tx, by.company_id, base_id)}
    names = await doors(base, by, deps)
    shown = {row["id"]: row for row in rows if not names.isdisjoint(row["open_to"] or (door(row["source_id"]),))}
    async with deps.db.begin() as tx:
        await _check_room(tx, base_id, body.count, by)
        texts = await documents.texts(tx, by.company_id, shown, base["model"]) if shown else {}
        made: list[dict[str, Any]] = []
        for case in _in_turn(shown, texts, body):
            if len(made) < body.count and case.question not in known:
                known.add(case.question)
                made.append(_row(base_id, case, by, deps))
        await repo.insert_cases(tx, made)
    return CasesMade(made=len(made))


def _in_turn(shown: Mapping[str, Row], texts: Mapping[str, Row], body: GenerateCasesBody) -> list[KnowledgeCaseBody]:
    """The first question of each document, then the second of each, and so on."""
    turns: list[tuple[int, KnowledgeCaseBody]] = []
    for key, content in texts.items():
        title, text = title_of(shown[key]["name"]), content["text"]
        chunks = [chunk_of(each) for each in content["chunks"]]
        for turn, (question, start, end) in enumerate(rules.beginnings(title, text, chunks, body.language)):
            expected = ExpectedPassage(document_id=key, start=start, end=end, quote=text[start:end].strip()[:4_000])
            turns.append(
                (
                    turn,
                    KnowledgeCaseBody(
                        question=question[:2_000], expected=[expected], state="to_check", origin="generated"
                    ),
                )
            )
    return [case for _, case in sorted(turns, key=lambda each: each[0])]


async def unanswered(base_id: str, *, by: Principal, deps: Deps) -> UnansweredQuestions:
    """What the base could not answer, by meaning."""
    async with deps.db.read() as tx:
        await bases.get(tx, by.company_id, base_id)
        rows = await questions.newest(tx, by.company_id, base_id, _MOST_QUESTIONS)
    same_model = [row for row in rows if row["model"] == rows[0]["model"]]
    if not same_model:
        return UnansweredQuestions(items=[])
    import numpy as np

    vectors = np.stack([np.frombuffer(row["vector"], np.float16).astype(np.float32) for row in same_model])
    return UnansweredQuestions(items=rules.grouped(same_model, vectors))


async def dismiss(base_id: str, question_ids: Sequence[str], *, by: Principal, deps: Deps) -> None:
    """Take questions off the list of what could not be answered."""
    async with deps.db.begin() as tx:
        await bases.get(tx, by.company_id, base_id)
        await questions.delete(tx, by.company_id, base_id, question_ids)

"""Trials of a base's test cases: begun by a person, as whom they search; goes on after a crash; can be stopped."""

from collections.abc import Mapping
from typing import Any

from agents_service.bases import repo as bases
from agents_service.deps import Deps
from agents_service.documents import repo as documents
from agents_service.quality import problems, repo, rules
from agents_service.quality.rules import Passage
from agents_service.quality.schemas import (
    KnowledgeCaseResult,
    KnowledgeTrial,
    KnowledgeTrialBody,
    KnowledgeTrialDetail,
    TrialFigures,
)
from agents_service.retrieval.service.answering import answer
from agents_service.retrieval.service.finding import found_in, shown
from contracts import ids
from kernel.db import Row
from kernel.identity import Principal
from kernel.paging import Page, Paging, page
from kernel.problems import Problem

_KEPT_EVERY = 5


async def start(base_id: str, body: KnowledgeTrialBody, *, by: Principal, deps: Deps) -> KnowledgeTrial:
    """Begin a trial of all ready cases."""
    async with deps.db.begin() as tx:
        base = await bases.get(tx, by.company_id, base_id)
        cases = await repo.cases(tx, by.company_id, base_id, "ready")
        if not cases:
            raise problems.NothingToTry("Add a test case first, or check those that were made for you.")
        if await repo.running_in(tx, by.company_id, base_id):
            raise problems.TrialRunning("Wait for its end, or stop it.")
        counts = (await documents.counts(tx, by.company_id, [base_id])).get(base_id, {})
        row: dict[str, Any] = {
            "id": deps.new_id(ids.KNOWLEDGE_TRIAL), "company_id": by.company_id, "base_id": base_id,
            "state": "running", "model": base["model"], "version": base["position"],
            "documents": counts.get("ready", 0), "note": body.note.strip(), "with_answers": body.with_answers,
            "total": len(cases), "done": 0, "results": [], "figures": None, "problem": None,
            "started_by": by.user_id or "", "started_at": deps.clock(), "ended_at": None,
        }  # fmt: skip
        await repo.insert_trial(tx, row)
    return _view(row)


def _view(row: Mapping[str, Any]) -> KnowledgeTrial:
    figures = TrialFigures.model_validate(row["figures"]) if row["figures"] else None
    return KnowledgeTrial.model_validate(
        {name: row[name] for name in KnowledgeTrial.model_fields} | {"figures": figures}
    )


async def list_page(base_id: str, paging: Paging, *, by: Principal, deps: Deps) -> Page[KnowledgeTrial]:
    """A page of a base's trials, the newest first."""
    async with deps.db.read() as tx:
        await bases.get(tx, by.company_id, base_id)
        rows = await repo.trials(tx, by.company_id, base_id, paging)
    return page(rows, paging, key=lambda row: row["id"], view=_view)


async def get(base_id: str, trial_id: str, *, by: Principal, deps: Deps) -> KnowledgeTrialDetail:
    """One trial with every case. What was found is told to whoever began it alone: others may see less."""
    async with deps.db.read() as tx:
        row = await _found(await repo.trial(tx, by.company_id, base_id, trial_id))
    results = [KnowledgeCaseResult.model_validate(each) for each in row["results"]]
    if row["started_by"] != by.user_id:
        results = [each.model_copy(update={"answer": None, "found": []}) for each in results]
    return KnowledgeTrialDetail(**dict(_view(row)), results=results)


async def _found(row: Row | None) -> Row:
    if row is None:
        raise problems.TrialNotFound("Look it up in the list of trials.")
    return row


async def stop(base_id: str, trial_id: str, *, by: Principal, deps: Deps) -> KnowledgeTrial:
    """Stop a trial; what it came to by then stays."""
    async with deps.db.begin() as tx:
        await _found(await repo.trial(tx, by.company_id, base_id, trial_id))
        await repo.go_on(tx, by.company_id, trial_id, {"state": "stopped", "ended_at": deps.clock()})
        return _view(await _found(await repo.trial(tx, by.company_id, base_id, trial_id)))


async def run_trials(deps: Deps) -> None:
    """Go on with every trial that runs, one process each."""
    async with deps.db.read() as tx:
        rows = await repo.running(tx)
    for row in rows:
        # MySQL takes short names of locks only.
        async with deps.db.exclusive(f"trial-{row['id'][-16:]}") as mine:
            if mine:
                await _go_on(row["company_id"], row["base_id"], row["id"], deps)


async def _go_on(company_id: str, base_id: str, trial_id: str, deps: Deps) -> None:
    async with deps.db.read() as tx:
        row = await repo.trial(tx, company_id, base_id, trial_id)
        cases = await repo.cases(tx, company_id, base_id, "ready")
    if row is None or row["state"] != "running":
        return
    by = Principal(kind="service", company_id=company_id, user_id=row["started_by"] or None, service="agents")
    results = [KnowledgeCaseResult.model_validate(each) for each in row["results"]]
    left = [case for case in cases if case["id"] not in {each.case_id for each in results}]
    try:
        for number, case in enumerate(left, 1):
            results.append(await _tried(case, base_id, by=by, deps=deps, with_answers=row["with_answers"]))
            is_kept = number % _KEPT_EVERY or await _keep(row, results, {}, deps)
            if not is_kept:
                return
    except Problem as problem:
        await _keep(row, results, {"state": "failed", "problem": problem.detail, "ended_at": deps.clock()}, deps)
        return
    await _keep(row, results, {"state": "done", "ended_at": deps.clock()}, deps)


async def _keep(row: Row, results: list[KnowledgeCaseResult], more: Mapping[str, Any], deps: Deps) -> bool:
    values = {
        "results": [each.model_dump() for each in results],
        "done": len(results),
        "figures": rules.figures(results).model_dump(),
        **more,
    }
    async with deps.db.begin() as tx:
        return await repo.go_on(tx, row["company_id"], row["id"], values)


async def _tried(case: Row, base_id: str, *, by: Principal, deps: Deps, with_answers: bool) -> KnowledgeCaseResult:
    async with deps.db.read() as tx:
        base = await bases.get(tx, by.company_id, base_id)
    found = await found_in(base, case["question"], "hybrid", rules.LOOKED_AT, by=by, deps=deps)
    hits = [
        Passage(hit.document_id, hit.document, hit.start, hit.end, hit.text) for hit in await shown(base, found, deps)
    ]
    if not with_answers:
        return rules.measured(case, hits, None, None)
    said = await answer(base_id, case["question"], by=by, deps=deps, is_trial=True)
    quoted = [Passage(each.document_id, each.document, each.start, each.end, each.quote) for each in said.citations]
    return rules.measured(case, hits, said.answer, quoted)

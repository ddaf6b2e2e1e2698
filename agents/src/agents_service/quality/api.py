"""The routes of test benches."""

from typing import Annotated

from fastapi import APIRouter

from agents_service.deps import Deps
from agents_service.quality.schemas import (
    AnswerFeedback,
    CasesMade,
    DismissedQuestions,
    GenerateCasesBody,
    KnowledgeCase,
    KnowledgeCaseBody,
    KnowledgeTrial,
    KnowledgeTrialBody,
    KnowledgeTrialDetail,
    UnansweredQuestions,
)
from agents_service.quality.service import cases, trials
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/agents/v1/knowledge-bases/{base_id}", tags=["knowledge"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("knowledge.read")]
Writer = Annotated[Principal, allowed("knowledge.write")]


@router.get("/cases")
async def list_cases(base_id: str, by: Writer, deps: Given, paging: PagingParam) -> Page[KnowledgeCase]:
    return await cases.list_page(base_id, paging, by=by, deps=deps)


@router.post("/cases", status_code=201)
async def create_case(base_id: str, body: KnowledgeCaseBody, by: Writer, deps: Given) -> KnowledgeCase:
    return await cases.create(base_id, body, by=by, deps=deps)


@router.post("/cases/generate")
async def generate_cases(base_id: str, body: GenerateCasesBody, by: Writer, deps: Given) -> CasesMade:
    return await cases.generate(base_id, body, by=by, deps=deps)


@router.put("/cases/{case_id}")
async def save_case(base_id: str, case_id: str, body: KnowledgeCaseBody, by: Writer, deps: Given) -> KnowledgeCase:
    return await cases.save(base_id, case_id, body, by=by, deps=deps)


@router.delete("/cases/{case_id}", status_code=204)
async def delete_case(base_id: str, case_id: str, by: Writer, deps: Given) -> None:
    return await cases.delete(base_id, case_id, by=by, deps=deps)


@router.post("/feedback", status_code=201)
async def give_answer_feedback(base_id: str, body: AnswerFeedback, by: Reader, deps: Given) -> KnowledgeCase:
    return await cases.feedback(base_id, body, by=by, deps=deps)


@router.get("/trials")
async def list_trials(base_id: str, by: Writer, deps: Given, paging: PagingParam) -> Page[KnowledgeTrial]:
    return await trials.list_page(base_id, paging, by=by, deps=deps)


@router.post("/trials", status_code=202)
async def start_trial(base_id: str, body: KnowledgeTrialBody, by: Writer, deps: Given) -> KnowledgeTrial:
    return await trials.start(base_id, body, by=by, deps=deps)


@router.get("/trials/{trial_id}")
async def get_trial(base_id: str, trial_id: str, by: Writer, deps: Given) -> KnowledgeTrialDetail:
    return await trials.get(base_id, trial_id, by=by, deps=deps)


@router.post("/trials/{trial_id}/stop")
async def stop_trial(base_id: str, trial_id: str, by: Writer, deps: Given) -> KnowledgeTrial:
    return await trials.stop(base_id, trial_id, by=by, deps=deps)


@router.get("/unanswered")
async def list_unanswered(base_id: str, by: Writer, deps: Given) -> UnansweredQuestions:
    return await cases.unanswered(base_id, by=by, deps=deps)


@router.post("/unanswered/dismiss", status_code=204)
async def dismiss_unanswered(base_id: str, body: DismissedQuestions, by: Writer, deps: Given) -> None:
    return await cases.dismiss(base_id, body.ids, by=by, deps=deps)

"""The routes of runs."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.responses import StreamingResponse

from company_service.deps import Deps
from company_service.runs.filters import FilterParam
from company_service.runs.repo import StepFilter
from company_service.runs.schemas import (
    Asked,
    CancelBody,
    DraftRunBody,
    ForkBody,
    JournalEntryView,
    LimitsBody,
    MessageBody,
    PauseBody,
    PauseView,
    RoundView,
    RunGraphView,
    RunStarted,
    RunView,
    StartBody,
    StepRunView,
    WorkflowControl,
)
from company_service.runs.service import again, chat, control, follow, read, start
from company_service.runs.service.follow import Again
from kernel.identity import Principal, allowed, asking_again
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["runs"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("run.read")]
Starter = Annotated[Principal, allowed("run.start")]
Canceller = Annotated[Principal, allowed("run.cancel")]
Writer = Annotated[Principal, allowed("workflow.write")]
Publisher = Annotated[Principal, allowed("workflow.publish")]
Manager = Annotated[Principal, allowed("company.manage")]
Seconds = Annotated[int, Query(ge=0, le=60, description="Wait so many seconds for the end.")]
Key = Annotated[str | None, Header(alias="idempotency-key", max_length=255)]
Inside = Annotated[
    str | None,
    Query(
        max_length=220,
        description="Only the steps of this loop (`each`) or of one round of it (`each[2]`); empty: those of none.",
    ),
]
Loop = Annotated[str, Query(min_length=1, max_length=220, description="The loop's key (`each`, `each[2]/line`).")]
LastEvent = Annotated[str | None, Header(alias="last-event-id", max_length=20, pattern=r"^\d{0,9}$")]


def _answered(response: Response, run: RunStarted | RunView) -> RunStarted | RunView:
    """202 while the run goes on, 200 with all of it once it has ended."""
    response.status_code = 200 if isinstance(run, RunView) else 202
    return run


def _streamed(events: AsyncIterator[bytes]) -> StreamingResponse:
    return StreamingResponse(events, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


@router.post("/workflows/{workflow_id}/runs", status_code=202, responses={200: {"model": RunView}})
async def start_run(
    workflow_id: str,
    body: StartBody,
    by: Starter,
    deps: Given,
    response: Response,
    wait: Seconds = 0,
    key: Key = None,
) -> RunStarted | RunView:
    return _answered(response, await start.start(workflow_id, body, key, wait, by=by, deps=deps))


@router.post("/workflows/{workflow_id}/test-runs", status_code=202, responses={200: {"model": RunView}})
async def try_draft(
    workflow_id: str, body: DraftRunBody, by: Writer, deps: Given, response: Response, wait: Seconds = 0
) -> RunStarted | RunView:
    return _answered(response, await again.test(workflow_id, body, wait, by=by, deps=deps))


@router.get("/runs")
async def list_runs(
    by: Reader,
    deps: Given,
    paging: PagingParam,
    wanted: FilterParam,
    *,
    brief: Annotated[bool, Query(description="Without input and output.")] = False,
) -> Page[RunView]:
    return await read.list_page(wanted, paging, brief=brief, by=by, deps=deps)


@router.get("/runs/{run_id}")
async def get_run(run_id: str, by: Reader, deps: Given) -> RunView:
    return await read.get(run_id, by=by, deps=deps)


@router.get("/runs/{run_id}/steps")
async def list_run_steps(
    run_id: str,
    by: Reader,
    deps: Given,
    paging: PagingParam,
    inside: Inside = None,
    step: Annotated[str | None, Query(max_length=220, description="Only this step, by its key.")] = None,
    *,
    brief: Annotated[bool, Query(description="Without large values; `left_out` names them.")] = False,
) -> Page[StepRunView]:
    return await read.steps(run_id, StepFilter(inside, step), paging, brief=brief, by=by, deps=deps)


@router.get("/runs/{run_id}/journal")
async def read_journal(run_id: str, by: Reader, deps: Given, paging: PagingParam) -> Page[JournalEntryView]:
    return await read.journal(run_id, paging, by=by, deps=deps)


@router.get("/runs/{run_id}/graph")
async def get_run_graph(run_id: str, by: Reader, deps: Given) -> RunGraphView:
    return await read.graph(run_id, by=by, deps=deps)


@router.get("/runs/{run_id}/rounds")
async def list_rounds(run_id: str, loop: Loop, by: Reader, deps: Given, paging: PagingParam) -> Page[RoundView]:
    return await read.rounds(run_id, loop, paging, by=by, deps=deps)


@router.get(
    "/runs/{run_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def follow_run(
    run_id: str, by: Reader, deps: Given, asking: Annotated[Again, Depends(asking_again)], last: LastEvent = None
) -> StreamingResponse:
    return _streamed(await follow.events(run_id, int(last or -1), asking, by=by, deps=deps))


@router.post("/runs/{run_id}/retry", status_code=202, responses={200: {"model": RunView}})
async def retry_run(
    run_id: str, by: Starter, deps: Given, response: Response, wait: Seconds = 0, key: Key = None
) -> RunStarted | RunView:
    return _answered(response, await again.retry(run_id, key, wait, by=by, deps=deps))


@router.post("/runs/{run_id}/fork", status_code=202, responses={200: {"model": RunView}})
async def fork_run(
    run_id: str, body: ForkBody, by: Starter, deps: Given, response: Response, wait: Seconds = 0, key: Key = None
) -> RunStarted | RunView:
    return _answered(response, await again.fork(run_id, body, key, wait, by=by, deps=deps))


@router.post("/agents/{agent_id}/chat", status_code=202, responses={200: {"model": RunView}})
async def chat_with_agent(
    agent_id: str, body: MessageBody, by: Starter, deps: Given, response: Response, wait: Seconds = 0, key: Key = None
) -> RunStarted | RunView:
    return _answered(response, await chat.say(agent_id, body, key, wait, by=by, deps=deps))


@router.post("/runs/{run_id}/cancel")
async def cancel_run(run_id: str, by: Canceller, deps: Given) -> RunView:
    return await start.cancel(run_id, by=by, deps=deps)


@router.post("/runs/cancel")
async def cancel_runs(body: CancelBody, by: Canceller, deps: Given) -> Asked:
    return await control.cancel(body, by=by, deps=deps)


@router.get("/workflows/{workflow_id}/control")
async def get_workflow_control(workflow_id: str, by: Reader, deps: Given) -> WorkflowControl:
    return await control.control(workflow_id, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/pause")
async def pause_workflow(workflow_id: str, body: PauseBody, by: Publisher, deps: Given) -> WorkflowControl:
    return await control.pause_workflow(workflow_id, body.reason, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/resume")
async def resume_workflow(workflow_id: str, by: Publisher, deps: Given) -> WorkflowControl:
    return await control.resume_workflow(workflow_id, by=by, deps=deps)


@router.put("/workflows/{workflow_id}/limits")
async def limit_workflow(workflow_id: str, body: LimitsBody, by: Publisher, deps: Given) -> WorkflowControl:
    return await control.limit(workflow_id, body, by=by, deps=deps)


@router.post("/workflows/{workflow_id}/purge")
async def purge_workflow(workflow_id: str, by: Canceller, deps: Given) -> Asked:
    return await control.purge(workflow_id, by=by, deps=deps)


@router.get("/pauses")
async def list_pauses(by: Reader, deps: Given) -> Page[PauseView]:
    return await control.pauses(by=by, deps=deps)


@router.post("/companies/current/pause")
async def pause_company(body: PauseBody, by: Manager, deps: Given) -> Page[PauseView]:
    return await control.pause_company(body.reason, by=by, deps=deps)


@router.post("/companies/current/resume")
async def resume_company(by: Manager, deps: Given) -> Page[PauseView]:
    return await control.resume_company(by=by, deps=deps)

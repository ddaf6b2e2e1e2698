"""The routes of prompts."""

from typing import Annotated

from fastapi import APIRouter, Query

from ai_service.deps import Deps
from ai_service.prompts import service
from ai_service.prompts.schemas import (
    FillBody,
    LabelName,
    NewPrompt,
    NewPromptVersion,
    PromptChange,
    PromptDiff,
    PromptDraft,
    PromptLabelBody,
    PromptLine,
    PromptName,
    PromptScore,
    PromptScoreView,
    PromptUsedBy,
    PromptVersionLine,
    PromptVersionUsage,
    PromptVersionView,
    PromptView,
    RenderedPrompt,
    VersionNumber,
)
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["prompts"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]
Writer = Annotated[Principal, allowed("prompt.write")]
Search = Annotated[str, Query(max_length=200)]
From = Annotated[VersionNumber, Query(alias="from")]
To = Annotated[VersionNumber, Query(alias="to")]


@router.get("/prompts")
async def list_prompts(
    by: Reader, deps: Given, paging: PagingParam, q: Search = "", *, archived: bool = False
) -> Page[PromptLine]:
    return await service.list_page(q, paging, archived=archived, by=by, deps=deps)


@router.post("/prompts", status_code=201)
async def create_prompt(body: NewPrompt, by: Writer, deps: Given) -> PromptView:
    return await service.create(body, by=by, deps=deps)


@router.post("/prompts/render")
async def render_draft(body: PromptDraft, by: Reader, deps: Given) -> RenderedPrompt:
    return await service.preview(body, by=by, deps=deps)


@router.get("/prompts/{name}")
async def read_prompt(name: PromptName, by: Reader, deps: Given) -> PromptView:
    return await service.read(name, by=by, deps=deps)


@router.put("/prompts/{name}")
async def change_prompt(name: PromptName, body: PromptChange, by: Writer, deps: Given) -> PromptView:
    return await service.change(name, body, by=by, deps=deps)


@router.delete("/prompts/{name}", status_code=204)
async def delete_prompt(name: PromptName, by: Writer, deps: Given) -> None:
    return await service.delete(name, by=by, deps=deps)


@router.get("/prompts/{name}/versions")
async def list_versions(name: PromptName, by: Reader, deps: Given, paging: PagingParam) -> Page[PromptVersionLine]:
    return await service.versions(name, paging, by=by, deps=deps)


@router.post("/prompts/{name}/versions", status_code=201)
async def add_version(name: PromptName, body: NewPromptVersion, by: Writer, deps: Given) -> PromptVersionView:
    return await service.add_version(name, body, by=by, deps=deps)


@router.get("/prompts/{name}/versions/{version}")
async def read_version(name: PromptName, version: VersionNumber, by: Reader, deps: Given) -> PromptVersionView:
    return await service.read_version(name, version, by=by, deps=deps)


@router.get("/prompts/{name}/diff")
async def diff_versions(name: PromptName, first: From, last: To, by: Reader, deps: Given) -> PromptDiff:
    return await service.diff(name, (first, last), by=by, deps=deps)


@router.put("/prompts/{name}/labels/{label}")
async def move_label(name: PromptName, label: LabelName, body: PromptLabelBody, by: Writer, deps: Given) -> PromptView:
    return await service.move_label(name, label, body, by=by, deps=deps)


@router.delete("/prompts/{name}/labels/{label}", status_code=204)
async def take_label_off(name: PromptName, label: LabelName, by: Writer, deps: Given) -> None:
    return await service.take_label_off(name, label, by=by, deps=deps)


@router.post("/prompts/{name}/render")
async def render_prompt(name: PromptName, body: FillBody, by: Reader, deps: Given) -> RenderedPrompt:
    return await service.render(name, body, by=by, deps=deps)


@router.get("/prompts/{name}/uses")
async def prompt_uses(name: PromptName, by: Reader, deps: Given) -> Page[PromptUsedBy]:
    return await service.uses(name, by=by, deps=deps)


@router.get("/prompts/{name}/usage")
async def prompt_usage(name: PromptName, by: Reader, deps: Given) -> Page[PromptVersionUsage]:
    return await service.usage(name, by=by, deps=deps)


@router.get("/prompts/{name}/scores")
async def list_scores(
    name: PromptName,
    by: Reader,
    deps: Given,
    paging: PagingParam,
    version: Annotated[VersionNumber | None, Query()] = None,
) -> Page[PromptScoreView]:
    return await service.list_scores(name, version, paging, by=by, deps=deps)


@router.post("/prompts/{name}/versions/{version}/scores", status_code=201)
async def score_version(
    name: PromptName, version: VersionNumber, body: PromptScore, by: Reader, deps: Given
) -> PromptScoreView:
    return await service.score(name, version, body, by=by, deps=deps)

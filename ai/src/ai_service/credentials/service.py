"""What can be done with a company's endpoint, and which provider answers for a company."""

import time

from ai_service.credentials import problems, repo
from ai_service.credentials.schemas import EndpointBody, EndpointView, ModelView, TestBody, TestResult
from ai_service.deps import Deps
from ai_service.providers.openai_compatible.completes import EndpointCompletes
from ai_service.providers.openai_compatible.endpoint import NAME, Endpoint
from ai_service.providers.protocol import TaskModel, TaskProvider
from kernel.db import Row
from kernel.identity import Principal
from kernel.paging import Page
from kernel.problems import FieldError, InvalidRequest, Problem

_LOCAL_NOTE = "Built-in local provider: typed candidates and sentence embeddings, no language model"
_SEALED_FOR = "endpoint"


async def provider_for(company_id: str, deps: Deps) -> TaskProvider:
    """The company's own endpoint where one is enabled, else the built-in local provider."""
    endpoint = await _enabled(company_id, deps)
    return deps.by_model(_task_model(endpoint)) if endpoint else deps.local()


def _task_model(endpoint: Endpoint) -> TaskModel:
    return TaskModel(
        chat=EndpointCompletes(endpoint),
        model=endpoint.model,
        provider=NAME,
        note=f"A language model at {endpoint.base_url}",
        input_price=endpoint.input_price,
        output_price=endpoint.output_price,
    )


async def endpoint_for(company_id: str, deps: Deps) -> Endpoint:
    """The company's own endpoint. Raises `NoEndpoint`."""
    endpoint = await _enabled(company_id, deps)
    if endpoint is None:
        raise problems.NoEndpoint(
            "Chat needs a language model. An administrator can connect one in Settings → AI model."
        )
    return endpoint


async def _enabled(company_id: str, deps: Deps) -> Endpoint | None:
    row = await _stored(company_id, deps)
    return _endpoint(row, company_id, deps) if row and row["enabled"] else None


async def _stored(company_id: str, deps: Deps) -> Row | None:
    async with deps.db.read() as tx:
        return await repo.get(tx, company_id)


def _key(row: Row, company_id: str, deps: Deps) -> str:
    return deps.secrets.open(row["api_key"], company=company_id, row=_SEALED_FOR)


def _endpoint(row: Row, company_id: str, deps: Deps) -> Endpoint:
    return Endpoint(
        base_url=row["base_url"],
        api_key=_key(row, company_id, deps),
        model=row["model"],
        seconds=deps.endpoint_seconds,
        input_price=row["input_price"],
        output_price=row["output_price"],
        networks=deps.networks,
    )


async def get(*, by: Principal, deps: Deps) -> EndpointView:
    """The company's endpoint, without its key."""
    return _view(await _stored(by.company_id, deps))


async def put(body: EndpointBody, *, by: Principal, deps: Deps) -> EndpointView:
    """Store the company's endpoint; its key is sealed."""
    async with deps.db.begin() as tx:
        before = await repo.get(tx, by.company_id)
        if body.api_key is not None:
            key, last4 = body.api_key, body.api_key[-4:] if len(body.api_key) >= 12 else ""
        elif before and before["base_url"] == body.base_url:
            key, last4 = _key(before, by.company_id, deps), before["last4"]
        else:
            # A stored key must not be sent to another address than it was entered for.
            key, last4 = "", ""
        await repo.put(
            tx,
            by.company_id,
            {
                "base_url": body.base_url,
                "model": body.model,
                "api_key": deps.secrets.seal(key, company=by.company_id, row=_SEALED_FOR),
                "last4": last4,
                "enabled": body.enabled,
                "input_price": body.input_price,
                "output_price": body.output_price,
                "updated_by": by.user_id or "",
                "updated_at": deps.clock(),
            },
        )
        return _view(await repo.get(tx, by.company_id))


async def delete(*, by: Principal, deps: Deps) -> None:
    """Forget the company's endpoint: the built-in local provider answers again."""
    async with deps.db.begin() as tx:
        await repo.delete(tx, by.company_id)


async def test(body: TestBody, *, by: Principal, deps: Deps) -> TestResult:
    """Ask the endpoint for one word, and say how that went."""
    began = time.monotonic()
    try:
        endpoint = await _tried(body, by.company_id, deps)
        await endpoint.complete([{"role": "user", "content": "Answer with the word: ready"}], max_tokens=16)
    except Problem as problem:
        said = f"{problem.title}. {problem.detail}".strip()
        return TestResult(ok=False, message=said, model=body.model, seconds=time.monotonic() - began)
    seconds = time.monotonic() - began
    return TestResult(ok=True, message=f"{endpoint.model} answers.", model=endpoint.model, seconds=seconds)


async def _tried(body: TestBody, company_id: str, deps: Deps) -> Endpoint:
    row = await _stored(company_id, deps)
    base_url = body.base_url or (row["base_url"] if row else None)
    model = body.model or (row["model"] if row else None)
    if not base_url or not model:
        raise InvalidRequest(errors=[FieldError("/base_url", "Enter the address and the model first.")])
    checked = EndpointBody(base_url=base_url, model=model)
    same = row is not None and row["base_url"] == checked.base_url
    key = body.api_key if body.api_key is not None else _key(row, company_id, deps) if row and same else ""
    return Endpoint(checked.base_url, key, checked.model, deps.endpoint_seconds, 0, 0, deps.networks)


async def models(*, by: Principal, deps: Deps) -> Page[ModelView]:
    """The models at hand: the built-in one, and those the company's endpoint lists."""
    known = [ModelView(provider="local", name="built-in", note=_LOCAL_NOTE)]
    known += [
        ModelView(provider="local", name=each.name, note=deps.local_chat.note)
        for each in await deps.local_chat.models()
    ]
    endpoint = await _enabled(by.company_id, deps)
    if endpoint:
        note = f"At {endpoint.base_url}"
        known += [ModelView(provider=NAME, name=name, note=note) for name in await endpoint.models()]
    return Page(items=known, next=None)


def _view(row: Row | None) -> EndpointView:
    if row is None:
        return EndpointView(
            base_url=None,
            model=None,
            enabled=False,
            last4=None,
            input_price=0,
            output_price=0,
            answers_now=_LOCAL_NOTE,
        )
    now = f"{row['model']} at {row['base_url']}" if row["enabled"] else _LOCAL_NOTE
    return EndpointView(
        base_url=row["base_url"],
        model=row["model"],
        enabled=row["enabled"],
        last4=row["last4"] or None,
        input_price=row["input_price"],
        output_price=row["output_price"],
        answers_now=now,
    )

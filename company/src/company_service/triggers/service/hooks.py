"""A webhook's way: found, proven, read, begun once for each delivery, answered when the run is on disk or answers."""

import asyncio
from typing import Any, cast

import orjson

from company_service.deps import Deps
from company_service.engine.facade import Started
from company_service.live import until, woken
from company_service.runs.rules import ENDED
from company_service.runs.service.read import value_of
from company_service.triggers import repo
from company_service.triggers.problems import RunFailed, WrongSignature
from company_service.triggers.rules import identity, received, signatures
from company_service.triggers.schemas import Answer, Custom, Delivery, HookAccepted, Webhook
from company_service.triggers.service import known
from company_service.triggers.service.known import Ready
from company_service.triggers.service.start import as_noted, start
from contracts import ids
from kernel.problems import MethodNotAllowed, Unavailable

MAX_BODY = 1024 * 1024
_HELD = 500
_POLL_SECONDS = 1.0
_JSON = {"content-type": "application/json"}
# A workflow's answer is shown by nobody in our name: whatever it holds, it can run nothing and reach nothing here.
_ALONE = {"content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}


async def receive(token: str, delivery: Delivery, *, deps: Deps) -> Answer:
    """Answer a delivery. Raises `NothingHere`, `WrongSignature`, `InvalidInput` and the like."""
    ready = await known.by_token(token, "webhook", deps)
    settings = cast("Webhook", ready.settings)
    if delivery.method not in settings.methods:
        raise MethodNotAllowed(f"This webhook takes {', '.join(settings.methods)}.")
    _prove(ready, settings, delivery, deps)
    hidden = [settings.auth.header] if isinstance(settings.auth, Custom) else []
    came_in = received.received(delivery.method, delivery.headers, delivery.query, delivery.body, hidden)
    key = received.delivery_key(delivery.headers, settings.key_header)
    run_id = await claimed(ready, key, deps)
    if settings.mode == "async":
        return _accepted(await start(ready, run_id, came_in, received.natural_input(came_in), deps=deps))
    return await _answered(ready, settings, run_id, came_in, deps)


def _prove(ready: Ready, settings: Webhook, delivery: Delivery, deps: Deps) -> None:
    try:
        signatures.check(settings.auth, ready.secret, delivery.headers, delivery.body, deps.clock())
    except WrongSignature as problem:
        deps.firing.failed(ready.company_id, ready.id, as_noted(problem, deps))
        raise


async def claimed(ready: Ready, key: str | None, deps: Deps) -> str:
    """The run of a delivery: a new one, or the one that its key began before (kept for three days)."""
    fresh = deps.new_id(ids.RUN)
    if key is None:
        return fresh
    row = {
        "company_id": ready.company_id,
        "key": identity.claim_key(ready.id, key),
        "run_id": fresh,
        "created_at": deps.clock(),
    }
    return await deps.firing.claims.ask(row)


def _accepted(started: Started) -> Answer:
    url = f"/api/company/v1/runs/{started.id}"
    accepted = HookAccepted(id=started.id, status=started.status, url=url)
    return Answer(202, accepted.model_dump_json().encode(), {**_JSON, "location": url})


async def _answered(ready: Ready, settings: Webhook, run_id: str, came_in: dict[str, Any], deps: Deps) -> Answer:
    """Begin the run and wait for its answer; who would wait too long gets the run's address instead."""
    if len(deps.firing.held) >= _HELD and run_id not in deps.firing.held:
        raise Unavailable("Too many callers wait for an answer just now.", retry_after=2)
    deps.firing.held.add(run_id)
    try:
        async with woken(deps.bus, run_id) as news:
            started = await start(ready, run_id, came_in, received.natural_input(came_in), deps=deps)
            answer = await _wait(ready, run_id, settings.timeout, news, deps)
    finally:
        deps.firing.held.discard(run_id)
    return answer or _accepted(started)


async def _wait(ready: Ready, run_id: str, seconds: float, news: asyncio.Event, deps: Deps) -> Answer | None:
    clock = asyncio.get_running_loop().time
    ends = clock() + seconds
    while True:
        news.clear()
        answer = await _answer(ready.company_id, run_id, deps)
        left = ends - clock()
        if answer is not None or left <= 0:
            return answer
        await until(news, min(left, _POLL_SECONDS))


async def _answer(company_id: str, run_id: str, deps: Deps) -> Answer | None:
    """What the run has answered by now, or what its end answers."""
    async with deps.db.read() as tx:
        entry = await repo.answer_of(tx, company_id, run_id)
        run = await repo.run_of(tx, company_id, run_id) if entry is None else None
    if entry is not None:
        return _as_told(await value_of(entry, (company_id, run_id), deps))
    if run is None or run["status"] not in ENDED:
        return None
    if run["status"] != "succeeded":
        raise RunFailed("Whoever runs this workflow can look up why.", run_id=run_id)
    output = await value_of({"value": run["output"], "value_ref": run["output_ref"]}, (company_id, run["id"]), deps)
    return Answer(200, orjson.dumps(output), {**_JSON, **_ALONE})


def _as_told(told: dict[str, Any]) -> Answer:
    """The answer that a `respond` step gave."""
    body, headers, status = told["body"], told["headers"], int(told["status"])
    if status == 204 or body is None:
        return Answer(status, b"", {**headers, **_ALONE})
    if isinstance(body, str):
        return Answer(status, body.encode(), {"content-type": "text/plain; charset=utf-8", **headers, **_ALONE})
    return Answer(status, orjson.dumps(body), {**_JSON, **headers, **_ALONE})

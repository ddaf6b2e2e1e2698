"""`wait_for_event`: a run waits for an event of a name and key, and for no longer than it is told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from company_service.engine.steps import Answer, Port, StepCall, StepInfo, StepResult, StepType, Waits
from company_service.engine.templates import as_text
from company_service.engine.validation import has_template
from company_service.events import service as events
from company_service.steps import durations
from company_service.steps.forms import TEXT, output, settings, ui
from kernel.db import Database, Tx
from kernel.problems import InvalidRequest

RECEIVED, TIMEOUT = "received", "timeout"
_REMEMBERED = timedelta(minutes=5)
_SKEW = timedelta(seconds=1)
"""So much may the clocks of two processes differ without an event being taken for one from before the wait."""


class CannotWaitForEvent(InvalidRequest):
    """It cannot be told what to wait for."""

    title = "What to wait for cannot be told"


class WaitForEvent(StepType):
    """Waits for an event. One that came shortly before the wait began counts as well."""

    info = StepInfo(
        type="wait_for_event",
        name="Wait for an event",
        description="Go on when another system sends an event of this name and key, or when the time is over.",
        category="logic",
        icon="radio",
        effect="none",
        input_schema=settings(
            ["event"],
            event={
                "type": "string",
                "minLength": 1,
                "maxLength": 120,
                "x-ui": ui("text", "Event", "The name that the other system sends.", "order.paid"),
            },
            key={
                "type": ["string", "number", "boolean", "null"],
                "x-ui": ui("text", "Key", "Only an event with the same key counts.", "{{ input.order_id }}"),
            },
            timeout={
                "type": ["string", "number", "null"],
                "x-ui": ui("text", "At most", "Empty: as long as it takes. " + durations.LENGTH_HELP, "7d"),
            },
            remember={
                "type": ["string", "number", "null"],
                "x-ui": ui(
                    "text",
                    "Remember",
                    "How long before this step an event may have come, at most 24h. Empty: 5m, within this run.",
                    "5m",
                ),
            },
        ),
        output_schema=output(
            event={"type": ["object", "null"], "properties": {"id": TEXT, "name": TEXT, "key": TEXT, "at": TEXT}},
            timed_out={"type": "boolean"},
        ),
        ports=(Port(RECEIVED, "Event came"), Port(TIMEOUT, "Time is over")),
    )

    def __init__(self, db: Database) -> None:
        self._db = db

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        for name in ("timeout", "remember"):
            given = settings.get(name)
            if given is not None and not has_template(given):
                try:
                    _length(name, given)
                except ValueError as error:
                    yield f"/{name}", str(error)

    async def run(self, call: StepCall) -> Answer:
        wait = _wait(call)
        if call.signal is None:
            return await self._begin(call, wait)
        if call.signal.kind == "signal":
            return StepResult({"event": call.signal.payload, "timed_out": False}, port=RECEIVED)

        async def end(tx: Tx) -> None:
            await events.end_wait(tx, call.run.company_id, call.run.id, call.step)

        return StepResult({"event": None, "timed_out": True}, port=TIMEOUT, write=end)

    async def _begin(self, call: StepCall, wait: dict[str, Any]) -> Answer:
        event = await events.remembered(self._db, wait)
        if event is not None:
            receipt = events.receipt(call.run.company_id, call.run.id, event["id"], call.at)

            async def take(tx: Tx) -> None:
                await events.take(tx, receipt)

            return StepResult({"event": events.shown(event), "timed_out": False}, port=RECEIVED, write=take)

        async def begin(tx: Tx) -> None:
            await events.begin_wait(tx, wait)

        return Waits(kind="event", title=_title(wait), until=_until(call), write=begin)


def _wait(call: StepCall) -> dict[str, Any]:
    key = as_text(call.input.get("key"))
    if len(key) > 200:
        raise CannotWaitForEvent(f"{call.name}: the key has {len(key)} characters; it may have 200.")
    return {
        "run_id": call.run.id,
        "step": call.step,
        "company_id": call.run.company_id,
        "name": call.input["event"],
        "key": key,
        "since": _since(call),
        "created_at": call.at,
        "checked": False,
    }


def _since(call: StepCall) -> datetime:
    given = call.input.get("remember")
    if given is None:
        return max(call.at - _REMEMBERED, call.run.started_at) - _SKEW
    return call.at - _asked(call, "remember", given) - _SKEW


def _until(call: StepCall) -> datetime | None:
    given = call.input.get("timeout")
    return None if given is None else call.at + _asked(call, "timeout", given)


def _asked(call: StepCall, name: str, given: Any) -> timedelta:
    try:
        return _length(name, given)
    except ValueError as error:
        raise CannotWaitForEvent(f"{call.name}, {name}: {error}") from None


def _length(name: str, given: Any) -> timedelta:
    asked = durations.length(given)
    if name == "remember" and asked > events.LONGEST_MEMORY:
        raise ValueError("Events are remembered for 24 hours.")
    return asked


def _title(wait: Mapping[str, Any]) -> str:
    return f"Event {wait['name']}" + (f" for {wait['key']}" if wait["key"] else "")

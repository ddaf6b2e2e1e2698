"""`approval`: a run asks people, and waits until one of them, or as many as are needed, have chosen."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from company_service.approvals.service import ask, expire
from company_service.calendar.rules import due_after, due_after_days
from company_service.calendar.service import working_time
from company_service.engine.schemas import schema_problem
from company_service.engine.steps import TEST, Answer, DynamicPorts, StepCall, StepInfo, StepResult, StepType, Waits
from company_service.engine.validation import has_template
from company_service.engine.values import list_of
from company_service.steps.durations import length, working_length
from company_service.steps.forms import ADDRESSES, TEXT, output, settings, ui
from company_service.steps.notify import unknown_addresses
from contracts import ids
from kernel.db import Database, Tx
from kernel.problems import InvalidRequest

TIMEOUT = "timeout"


def _length(label: str, help_text: str) -> dict[str, Any]:
    return {"type": ["string", "number", "null"], "x-ui": ui("text", label, help_text, "2d")}


class Approval(StepType):
    """Asks people and waits for their choice, which is also the way the run goes on."""

    info = StepInfo(
        type="approval",
        name="Ask for approval",
        description="Ask people to decide, and go on as they choose.",
        category="people",
        icon="user-check",
        effect="none",
        input_schema=settings(
            ["title", "to", "choices"],
            title={"type": "string", "minLength": 1, "x-ui": ui("text", "Question", placeholder="Pay this invoice?")},
            description={"type": ["string", "null"], "x-ui": ui("textarea", "Explanation")},
            to={**ADDRESSES, "x-ui": ui("people", "Who decides", "People, or everybody with a role.")},
            choices={
                "type": "array",
                "minItems": 1,
                "maxItems": 10,
                "uniqueItems": True,
                "items": {"type": "string", "minLength": 1, "maxLength": 60},
                "default": ["approve", "reject"],
                "x-ui": ui("labels", "Choices", "Each is a way out of this step."),
            },
            context={
                "type": "object",
                "x-ui": ui("keyvalue", "What they should know", "Shown with the question."),
            },
            fields={
                "type": ["object", "null"],
                "x-ui": ui("code", "Form", "A JSON Schema of what they must fill in besides."),
            },
            needed={
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": 100,
                "x-ui": ui("number", "How many must agree", "So many people must choose the same. Empty: one."),
            },
            self_approval={
                "type": ["boolean", "null"],
                "x-ui": ui("switch", "Who started the run may decide", "Empty: only where nobody else could."),
            },
            remind_after=_length("Remind after", "And again each time so long has passed."),
            escalate_after=_length("Ask others after", "Then those below are asked, too. In working time: 8wh, 2wd."),
            escalate_to={
                "type": ["array", "null"],
                "maxItems": 100,
                "items": {"type": "string", "minLength": 1, "maxLength": 120},
                "x-ui": ui("people", "The others", "Empty: owners and administrators."),
            },
            timeout=_length("Go on without an answer after", "By the way out “timeout”. In working time: 8wh, 2wd."),
        ),
        output_schema=output(
            choice=TEXT, comment=TEXT, fields={"type": "object"}, decided_by=TEXT, decided_at=TEXT,
            votes={"type": "array"},
        ),
        ports=(),
        dynamic_ports=DynamicPorts("with.choices[]", plus=(TIMEOUT,)),
    )  # fmt: skip

    def __init__(self, new_id: Callable[[str], str], db: Database) -> None:
        self._new_id = new_id
        self._db = db

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        yield from unknown_addresses(settings)
        taken = {"error", TIMEOUT} & set(list_of(settings.get("choices")) if _texts(settings.get("choices")) else ())
        for name in sorted(taken):
            kind = "failures" if name == "error" else "questions that nobody answered"
            yield "/choices", f"“{name}” is the way out for {kind}; call this choice something else."
        for name in ("remind_after", "escalate_after", "timeout"):
            yield from _check_length(name, settings.get(name))
        if (fields := settings.get("fields")) and (wrong := schema_problem(fields)):
            yield "/fields", wrong

    async def run(self, call: StepCall) -> Answer:
        if call.signal is None:
            return await self._ask(call)
        if call.signal.kind == "signal":
            return _decided(call.signal.payload, call.signal.by, call.signal.at)
        found = await expire(self._db, call.run.company_id, str((call.waited or {}).get("approval_id")))
        if found is None:
            nothing: dict[str, Any] = {
                "choice": None,
                "comment": "",
                "fields": {},
                "decided_by": None,
                "decided_at": None,
                "votes": [],
            }
            return StepResult(output=nothing, port=TIMEOUT)
        # Somebody decided at the last moment: that counts.
        told = {"choice": found["choice"], "comment": found["comment"], "fields": found["answers"]}
        return _decided(told, found["decided_by"], found["decided_at"])

    async def _ask(self, call: StepCall) -> Waits:
        approval = await self._row(call)

        async def write(tx: Tx) -> None:
            await ask(tx, approval)

        return Waits(
            kind="approval",
            title=approval["title"],
            reference=approval["id"],
            detail={"approval_id": approval["id"]},
            until=approval["until"],
            write=write,
        )

    async def _row(self, call: StepCall) -> dict[str, Any]:
        given = call.input
        return {
            "id": self._new_id(ids.APPROVAL),
            "company_id": call.run.company_id,
            "run_id": call.run.id,
            "workflow_id": call.run.workflow_id,
            "workflow_name": call.run.workflow_name,
            "agent_id": None if call.run.trigger == TEST else call.run.agent_id,  # a test is none of its figures
            "step": call.step,
            "attempt": call.attempt,
            "title": str(given["title"])[:200],
            "description": str(given.get("description") or "")[:20_000],
            "context": dict(given.get("context") or {}),
            "choices": list(given["choices"]),
            "fields": given.get("fields"),
            "to": list(given["to"]),
            "status": "waiting",
            "created_at": call.at,
            "asked_by": call.run.started_by,
            "needed": given.get("needed"),
            "self_approval": given.get("self_approval"),
            "until": await self._due(call, "timeout"),
            "remind_seconds": int(length(given["remind_after"]).total_seconds()) if given.get("remind_after") else None,
            "remind_at": _after(call, "remind_after"),
            "escalate_at": await self._due(call, "escalate_after"),
            "escalate_to": given.get("escalate_to"),
        }

    async def _due(self, call: StepCall, name: str) -> datetime | None:
        """When a deadline is: in plain time, or in the company's working time (`8wh`, `2wd`)."""
        found = working_length(call.input.get(name))
        if found is None:
            return _after(call, name)
        count, unit = found
        working = await working_time(self._db, call.run.company_id)
        try:
            if unit == "wd":
                return due_after_days(working, call.at, count)
            return due_after(working, call.at, timedelta(hours=count))
        except ValueError as error:
            raise InvalidRequest(f"{call.name}, {name}: {error}") from None


def _decided(told: Mapping[str, Any], by: str | None, at: datetime) -> StepResult:
    output = {
        "choice": told["choice"],
        "comment": told["comment"],
        "fields": told["fields"],
        "decided_by": by,
        "decided_at": at.isoformat().replace("+00:00", "Z"),
        "votes": told.get("votes", []),
    }
    return StepResult(output=output, port=told["choice"])


def _after(call: StepCall, name: str) -> datetime | None:
    given = call.input.get(name)
    if not given:
        return None
    try:
        return call.at + length(given)
    except ValueError as error:
        raise InvalidRequest(f"{call.name}, {name}: {error}") from None


def _check_length(name: str, given: Any) -> Iterable[tuple[str, str]]:
    if given is None or has_template(given):
        return
    if working_length(given):
        if name == "remind_after":
            yield f"/{name}", "Reminders come again and again: use plain time, such as 24h."
        return
    try:
        if length(given).total_seconds() < 1:
            yield f"/{name}", "This must be a second at least."
    except ValueError as error:
        yield f"/{name}", str(error)


def _texts(value: Any) -> bool:
    return all(isinstance(each, str) for each in list_of(value))

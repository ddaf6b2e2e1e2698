"""`notify`: tells people something, through the notifications service."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.members.rules import may_be_a_role
from company_service.steps.forms import ADDRESSES, NUMBER, output, settings, ui
from contracts.notifications import NoticeInput, NotificationsClient
from contracts.permissions import ROLES
from kernel.identity import Principal


def run_link(run_id: str) -> str:
    """Where the application shows a run."""
    return f"/runs/{run_id}"


class Notify(StepType):
    """Tells people something."""

    info = StepInfo(
        type="notify",
        name="Notify",
        description="Tell people something, in the application and, where set up, by e-mail.",
        category="people",
        icon="bell",
        effect="idempotent",
        input_schema=settings(
            ["to", "title"],
            to={**ADDRESSES, "x-ui": ui("people", "To", "People, or everybody with a role.")},
            title={"type": "string", "minLength": 1, "x-ui": ui("text", "Title")},
            body={"type": ["string", "null"], "x-ui": ui("textarea", "Message")},
            link={"type": ["string", "null"], "x-ui": ui("text", "Link", "Empty: the page of this run.")},
            channels={
                "type": "array",
                "minItems": 1,
                "items": {"enum": ["in_app", "email"]},
                "default": ["in_app"],
                "x-ui": ui("select", "Channels"),
            },
        ),
        output_schema=output(recipients=NUMBER),
    )

    def __init__(self, notifications: NotificationsClient) -> None:
        self._notifications = notifications

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        return unknown_addresses(settings)

    async def run(self, call: StepCall) -> StepResult:
        given = call.input
        notice = NoticeInput(
            to=list(given["to"]),
            title=str(given["title"])[:200],
            body=str(given.get("body") or "")[:20_000],
            link=str(given.get("link") or run_link(call.run.id))[:500],
            kind="run",
            data={"run_id": call.run.id, "workflow_id": call.run.workflow_id},
            channels=given.get("channels") or ["in_app"],
        )
        by = Principal(kind="service", company_id=call.run.company_id, user_id=call.run.started_by)
        accepted = await self._notifications.send(notice, by, key=call.idempotency_key)
        return StepResult(output={"recipients": accepted.recipients})


def unknown_addresses(settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Roles in `to` that do not exist."""
    to: Any = settings.get("to")
    for index, address in enumerate(cast("list[Any]", to) if isinstance(to, list) else []):
        if isinstance(address, str) and address.startswith("role:") and "{{" not in address:
            role = address.removeprefix("role:")
            if not may_be_a_role(role):
                yield f"/to/{index}", f"There is no role {role!r}; there are: {', '.join(ROLES)}."

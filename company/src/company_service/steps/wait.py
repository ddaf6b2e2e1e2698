"""`wait`: a run goes on after a length of time, or at a moment. Until then it holds no worker and no memory."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from company_service.engine.events import stamp
from company_service.engine.steps import Answer, StepCall, StepInfo, StepResult, StepType, Waits
from company_service.engine.validation import has_template
from company_service.steps import durations
from company_service.steps.forms import TEXT, output, settings, ui
from kernel.problems import InvalidRequest


class CannotWait(InvalidRequest):
    """It cannot be told how long to wait."""

    title = "How long to wait cannot be told"


class Wait(StepType):
    """Waits seconds to years, or until a moment."""

    info = StepInfo(
        type="wait",
        name="Wait",
        description="Go on after a length of time, or at a moment. A waiting run costs nothing.",
        category="logic",
        icon="hourglass",
        effect="none",
        input_schema=settings(
            [],
            **{
                "for": {
                    "type": ["string", "number", "null"],
                    "x-ui": ui("text", "How long", durations.LENGTH_HELP, "3d"),
                },
                "until": {
                    "type": ["string", "null"],
                    "x-ui": ui("text", "Until", durations.MOMENT_HELP, "{{ input.due_date }}"),
                },
                "timezone": {
                    "type": ["string", "null"],
                    "x-ui": ui("text", "Time zone", "Of a moment that names none.", "Europe/Berlin"),
                },
            },
        ),
        output_schema=output(until=TEXT, resumed_at=TEXT),
    )

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        given = [name for name in ("for", "until") if settings.get(name) is not None]
        if len(given) != 1:
            yield "/for", "Say either how long to wait or until when."
        for name in ("for", "until", "timezone"):
            if settings.get(name) is not None and not has_template(settings[name]):
                yield from _tried(name, _READ[name], settings[name])

    async def run(self, call: StepCall) -> Answer:
        if call.signal is not None:
            until = (call.waited or {})["until"]
            return StepResult({"until": until, "resumed_at": stamp(call.signal.at)})
        until = _until(call.input, call.at)
        if until <= call.at:
            return StepResult({"until": stamp(until), "resumed_at": stamp(call.at)})
        title = f"Until {until:%Y-%m-%d %H:%M:%S} UTC"
        return Waits(kind="wait", title=title, detail={"until": stamp(until)}, until=until)


_READ: Mapping[str, Callable[[Any], object]] = {
    "for": durations.length,
    "until": durations.moment,
    "timezone": durations.zone,
}


def _tried(name: str, read: Callable[[Any], object], given: Any) -> Iterable[tuple[str, str]]:
    try:
        read(given)
    except ValueError as error:
        yield f"/{name}", str(error)


def _until(given: Mapping[str, Any], now: datetime) -> datetime:
    try:
        if given.get("for") is not None:
            return now + durations.length(given["for"])
        return durations.moment(given.get("until"), given.get("timezone") or "UTC")
    except ValueError as error:
        raise CannotWait(str(error)) from None

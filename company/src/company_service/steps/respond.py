"""`respond`: answers the caller of a synchronous webhook. The answer is the step's journaled output, so that whoever
holds the caller's connection finds it, in whichever process, and a repeated delivery gets the same one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from company_service.engine.steps import PureStepType, StepCall, StepInfo, StepResult
from company_service.engine.validation import has_template
from company_service.engine.values import object_of
from company_service.steps.forms import output, settings, ui
from kernel.problems import InvalidRequest

MAX_BODY = 1024 * 1024
_ALLOWED = {
    "content-type", "content-language", "content-disposition", "location", "retry-after", "link", "etag",
    "last-modified",
}  # fmt: skip
_OURS = ("x-accel-", "x-content-type-", "x-forwarded-", "x-frame-", "x-request-id", "x-xss-")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
_VALUE = re.compile(r"[\x20-\x7e]{0,2000}")


class CannotRespond(InvalidRequest):
    """The answer is not one that can be sent."""

    title = "This answer cannot be sent"


class Respond(PureStepType):
    """Answers the caller of a synchronous webhook; the run goes on."""

    info = StepInfo(
        type="respond",
        name="Respond",
        description="Answer the caller of a webhook that waits for it. The run goes on; only the first answer is sent.",
        category="logic",
        icon="reply",
        effect="none",
        input_schema=settings(
            [],
            status={
                "type": ["integer", "string", "null"],
                "default": 200,
                "x-ui": ui("number", "Status", "200 to 599."),
            },
            headers={
                "type": ["object", "null"],
                "x-ui": ui("keyvalue", "Headers", "Content-Type, Location, Retry-After, your own X-… and the like."),
            },
            body={"x-ui": ui("expression", "Body", "A text is sent as it is, anything else as JSON.")},
        ),
        output_schema=output(status={"type": "integer"}, headers={"type": "object"}, body={}),
    )

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        if not has_template(settings):
            yield from _wrong(settings)

    def compute(self, call: StepCall) -> StepResult:
        for pointer, message in _wrong(call.input):
            raise CannotRespond(f"{call.name}, {pointer[1:].replace('/', ' › ')}: {message}")
        given = call.input
        headers = {str(name).lower(): str(value) for name, value in object_of(given.get("headers")).items()}
        return StepResult({"status": int(given.get("status") or 200), "headers": headers, "body": given.get("body")})


def _wrong(given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    status = str(given.get("status") or 200)
    if not (re.fullmatch(r"[2-5]\d\d", status) and status != "304"):
        yield "/status", "This must be an HTTP status from 200 to 599."
    for name, value in object_of(given.get("headers")).items():
        yield from _wrong_header(name, value)
    if len(orjson.dumps(given.get("body"))) > MAX_BODY:
        yield "/body", f"An answer may have {MAX_BODY // 1024} KB."


def _wrong_header(name: str, value: Any) -> Iterable[tuple[str, str]]:
    plain = name.lower()
    own = plain.startswith("x-") and not plain.startswith(_OURS)
    if not _NAME.fullmatch(plain) or not (own or plain in _ALLOWED):
        yield f"/headers/{name}", f"The header {name!r} cannot be set here. Your own may begin with X-."
    elif not isinstance(value, str | int | float) or not _VALUE.fullmatch(str(value)):
        yield f"/headers/{name}", "A header's value is one line of plain characters."

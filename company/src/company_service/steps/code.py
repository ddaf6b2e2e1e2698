"""`code`: a few lines of Python, for what expressions cannot say; they run in the sandbox and reach nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from company_service.engine.events import stamp
from company_service.engine.steps import StepCall, StepInfo, StepResult, StepType
from company_service.engine.templates import is_template
from company_service.sandbox.pool import Sandbox
from company_service.steps.forms import settings, ui
from kernel.problems import DeadlineExceeded, InvalidRequest

LONGEST = 64 * 1024
_NO_TEMPLATES = (
    "Code is taken as it stands: `{{ … }}` means nothing in it. Give values by “Input”, and use the name `input` here."
)


class CodeFailed(InvalidRequest):
    """The code did not come to an end that can be used; `line` says where, when that is known."""

    title = "The code failed"


class CodeTooSlow(DeadlineExceeded):
    """The code took longer than it may. Trying again would not help."""

    status = 422
    title = "The code took too long"


class Code(StepType):
    """Runs Python of whoever drew the workflow."""

    info = StepInfo(
        type="code",
        name="Python code",
        description="Work something out in Python. The code sees its input and nothing else: no files, no network.",
        category="logic",
        icon="code",
        effect="none",
        input_schema=settings(
            ["code"],
            code={
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                "x-ui": ui(
                    "code",
                    "Code",
                    "`input` is the input below. What you `return`, or the value of the last line, is the output.",
                    'total = sum(line["amount"] for line in input["lines"])\nreturn {"total": total}',
                ),
            },
            input={"x-ui": ui("keyvalue", "Input", "What the code may use, by name.")},
        ),
        output_schema={},
        own_pool=True,
    )

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        code = settings.get("code")
        if not isinstance(code, str) or not code or len(code) > LONGEST:
            return
        if is_template(code):
            yield "/code", _NO_TEMPLATES
        elif (wrong := self._sandbox.check(code).get("error")) and wrong["kind"] == "syntax":
            yield "/code", _said(wrong)

    async def run(self, call: StepCall) -> StepResult:
        given = call.input.get("input")
        if len(orjson.dumps(given)) > self._sandbox.limits.input:
            most = self._sandbox.limits.input // 1024**2
            raise CodeFailed(f"{call.name} was given more than {most} MB, which is the most that code may look at.")
        now, seed = stamp(call.begun), hashlib.sha256(call.idempotency_key.encode()).hexdigest()
        found = await self._sandbox.run(str(call.input["code"]), given, now=now, seed=seed)
        printed = str(found.get("printed", ""))
        if wrong := found.get("error"):
            raise self._problem(call, wrong, printed)
        how = {"provider": "sandbox", "model": "pydantic-monty", "method": "code", "note": printed[:2_000] or None}
        recorded = {"clock": now, "seed": seed, "printed": printed}
        return StepResult(output=found["output"], answered_by={**how, **recorded})

    def _problem(self, call: StepCall, wrong: Mapping[str, Any], printed: str) -> InvalidRequest | CodeTooSlow:
        limits = self._sandbox.limits
        extra: dict[str, Any] = {"line": wrong["line"], "printed": printed}
        match wrong["kind"]:
            case "time":
                return CodeTooSlow(
                    f"{call.name} was stopped after {limits.seconds:g} s, the most it may take.", **extra
                )
            case "memory":
                most = limits.memory // 1024**2
                return CodeFailed(f"{call.name} wanted more than {most} MB of memory, and was stopped.", **extra)
            case "recursion":
                return CodeFailed(f"{call.name}: a function calls itself too often{_at(wrong)}.", **extra)
            case "crashed":
                return CodeFailed(
                    f"{call.name} broke the program that runs code, which was replaced. Try with less data.", **extra
                )
            case _:
                return CodeFailed(f"{call.name}: {_said(wrong)}", **extra)


def _at(wrong: Mapping[str, Any]) -> str:
    return f" (line {wrong['line']})" if wrong["line"] else ""


def _said(wrong: Mapping[str, Any]) -> str:
    message = str(wrong["message"]).removeprefix("NotImplementedError: ")[:500].rstrip(".")
    message = message.replace("The monty syntax parser does not yet support", "There is no support here for")
    return f"Line {wrong['line']}: {message}." if wrong["line"] else f"{message}."

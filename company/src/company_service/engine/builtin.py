"""The step types that need nothing but the engine: set, branch, the containers, stop, fail."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from company_service.engine.containers import CONTAINER_TYPES
from company_service.engine.steps import DynamicPorts, EndsRun, PureStepType, StepCall, StepInfo, StepResult
from kernel.problems import InvalidRequest

OTHERWISE = "otherwise"


class Set(PureStepType):
    """Gives names to values, for later steps."""

    info = StepInfo(
        type="set",
        name="Set values",
        description="Work values out once and give them names that later steps can use.",
        category="logic",
        icon="braces",
        effect="none",
        input_schema={
            "type": "object",
            "properties": {
                "values": {
                    "type": "object",
                    "x-ui": {"widget": "keyvalue", "label": "Values", "help": "A name, and what it stands for."},
                }
            },
            "required": ["values"],
            "additionalProperties": False,
        },
        output_schema={"type": "object"},
    )

    def compute(self, call: StepCall) -> StepResult:
        return StepResult(output=call.input["values"])


class Branch(PureStepType):
    """Goes the first way whose condition is met."""

    info = StepInfo(
        type="branch",
        name="Branch",
        description="Go different ways: the first condition that is met decides.",
        category="logic",
        icon="split",
        effect="none",
        input_schema={
            "type": "object",
            "properties": {
                "cases": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 100,
                    "items": {
                        "type": "object",
                        "properties": {
                            "port": {"type": "string", "minLength": 1, "maxLength": 100},
                            "when": {"type": ["string", "boolean", "null"], "minLength": 1, "x-expression": True},
                        },
                        "required": ["port", "when"],
                        "additionalProperties": False,
                    },
                    "x-ui": {
                        "widget": "cases",
                        "label": "Cases",
                        "help": "The first case whose condition is met is taken.",
                    },
                },
                "otherwise": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 100,
                    "x-ui": {"widget": "text", "label": "Otherwise", "placeholder": OTHERWISE},
                },
            },
            "required": ["cases"],
            "additionalProperties": False,
        },
        output_schema={"type": "object", "properties": {"port": {"type": "string"}}},
        ports=(),
        dynamic_ports=DynamicPorts("with.cases[].port", plus=(OTHERWISE,), renamed_by="with.otherwise"),
    )

    def compute(self, call: StepCall) -> StepResult:
        for index, case in enumerate(call.input["cases"]):
            if self._met(call, index, case["when"]):
                return StepResult(output={"port": case["port"]}, port=case["port"])
        port = call.input.get("otherwise") or OTHERWISE
        return StepResult(output={"port": port}, port=port)

    @staticmethod
    def _met(call: StepCall, index: int, when: Any) -> bool:
        value = when if isinstance(when, bool) else call.evaluate(str(when), f"cases/{index}/when")
        if value is None or isinstance(value, bool):
            return bool(value)
        raise InvalidRequest(f"The condition of case {index + 1} of {call.name!r} must come out as yes or no.")

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        seen: set[str] = set()
        cases: Any = settings.get("cases")
        for index, case in enumerate(cast("list[Any]", cases) if isinstance(cases, list) else []):
            port = str(cast("Mapping[str, Any]", case).get("port")) if isinstance(case, Mapping) else ""
            if port in seen | {settings.get("otherwise", OTHERWISE), "error"}:
                yield f"/cases/{index}/port", f"There is another way out called {port!r} already."
            seen.add(port)


class Stop(PureStepType):
    """Ends the run well, whatever else is under way."""

    info = StepInfo(
        type="stop",
        name="Stop",
        description="End the run here, as succeeded. What other branches wait for is withdrawn.",
        category="logic",
        icon="circle-stop",
        effect="none",
        input_schema={
            "type": "object",
            "properties": {
                "output": {
                    "x-ui": {"widget": "expression", "label": "Answer", "help": "Empty: the workflow's own output."}
                }
            },
            "additionalProperties": False,
        },
        ports=(),
    )

    def compute(self, call: StepCall) -> EndsRun:
        return EndsRun("succeeded", output=call.input.get("output"))


class Fail(PureStepType):
    """Ends the run as failed, with a message."""

    info = StepInfo(
        type="fail",
        name="Fail",
        description="End the run here, as failed, and say why.",
        category="logic",
        icon="circle-x",
        effect="none",
        input_schema={
            "type": "object",
            "properties": {
                "message": {
                    "type": "string",
                    "minLength": 1,
                    "x-ui": {
                        "widget": "textarea",
                        "label": "Message",
                        "help": "What happened, and what to do about it.",
                    },
                }
            },
            "required": ["message"],
            "additionalProperties": False,
        },
        ports=(),
    )

    def compute(self, call: StepCall) -> EndsRun:
        return EndsRun("failed", message=str(call.input["message"]))


BUILT_IN = (Set(), Branch(), *CONTAINER_TYPES, Stop(), Fail())

"""`subworkflow`: runs another workflow as one step, and goes on with what it answers."""

from typing import Any

from company_service.engine.steps import Answer, ChildRun, StepCall, StepInfo, StepType
from company_service.steps.children import ended, started
from company_service.steps.forms import settings, ui
from company_service.workflows.service import Known, published
from kernel.db import Database


class Subworkflow(StepType):
    """Runs another workflow of the company. The run waits for its end, and holds nothing meanwhile."""

    info = StepInfo(
        type="subworkflow",
        name="Run a workflow",
        description="Run another workflow as one step, and go on with what it answers.",
        category="logic",
        icon="workflow",
        effect="idempotent",
        input_schema=settings(
            ["workflow_id"],
            workflow_id={
                "type": "string",
                "minLength": 1,
                "maxLength": 40,
                "x-ui": ui("workflow", "Workflow", "It must be published."),
            },
            version={
                "type": ["integer", "null"],
                "minimum": 1,
                "x-ui": ui("number", "Version", "Empty: whichever is live at the time."),
            },
            input={"x-ui": ui("keyvalue", "Input", "What the workflow is to work on.")},
        ),
    )

    def __init__(self, db: Database, known: Known) -> None:
        self._db = db
        self._known = known

    async def run(self, call: StepCall) -> Answer:
        if call.signal:
            return await ended(call)
        workflow_id, company_id = call.input["workflow_id"], call.run.company_id
        live = await published(self._db, self._known, company_id, workflow_id, call.input.get("version"))
        given: Any = call.input.get("input") or {}
        child = ChildRun(workflow_id, live.name, live.version, live.agent_id, live.graph, given)
        return await started(call, child)

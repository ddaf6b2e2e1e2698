"""A new machine comes to what older ones came to, from the same journal and from the same history."""

from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from company.tests.engine.golden import histories, journals, what_follows
from company.tests.engine.worlds import DemoSteps
from company_service.engine.payloads import FilePayloads
from company_service.engine.temporal.runner import converter_of
from company_service.engine.temporal.workflow import WORKFLOWS, Host, Hosted


@pytest.mark.parametrize(("name", "recorded"), list(journals()), ids=[name for name, _ in journals()])
def test_a_recorded_journal_gives_the_same_commands_and_rows(name: str, recorded: dict[str, Any]) -> None:
    found = what_follows(recorded["graph"], recorded["entries"])

    assert found["commands"] == recorded["commands"]
    assert [
        {name: row[name] for name in old} for row, old in zip(found["rows"], recorded["rows"], strict=True)
    ] == recorded["rows"]  # columns that came later are not compared


@pytest.mark.parametrize("path", histories(), ids=lambda path: path.stem)
async def test_a_recorded_history_is_replayed_to_its_end(path: Path, tmp_path: Path) -> None:
    types = {kind.info.type: kind for kind in DemoSteps().types()}
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=UnsandboxedWorkflowRunner(),
        interceptors=[Hosted(Host(types))],
        data_converter=converter_of(FilePayloads(tmp_path)),
    )

    replayed = await replayer.replay_workflow(WorkflowHistory.from_json(path.stem, path.read_text()))

    assert replayed.replay_failure is None


def test_there_is_something_to_compare_with() -> None:
    assert len(list(journals())) >= 7
    assert len(histories()) >= 7

"""What can be wrong with what was asked of a workflow."""

from kernel.problems import Conflict, InvalidRequest, NotFound, PreconditionFailed


class WorkflowNotFound(NotFound):
    """No such workflow in this company."""

    title = "This workflow does not exist (any more)"


class VersionNotFound(NotFound):
    """The workflow has no such version."""

    title = "This workflow has no such version"


class DraftChanged(PreconditionFailed):
    """Somebody saved the draft in the meantime."""

    title = "The draft was changed by someone else in the meantime"


class WorkflowNotReady(InvalidRequest):
    """The draft has errors; it cannot be published."""

    title = "This workflow has errors and cannot be published"


class DraftNotReady(InvalidRequest):
    """The draft has errors; it cannot run."""

    title = "This workflow has errors and cannot be tried"


class StepNotThere(InvalidRequest):
    """The draft has no such step."""

    title = "This step is not there"


class UnknownAgent(InvalidRequest):
    """The agent that should own the workflow does not exist in this company."""

    title = "There is no such agent"


class NotPublished(Conflict):
    """The workflow has no version that could run."""

    title = "This workflow is not published yet"

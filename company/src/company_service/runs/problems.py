"""What can be wrong with what was asked of a run."""

from kernel.problems import Conflict, InvalidRequest, NotFound


class RunNotFound(NotFound):
    """No such run in this company."""

    title = "This run does not exist (any more)"


class RunEndedAlready(Conflict):
    """The run is over; nothing about it can be changed."""

    title = "This run has ended already"


class RunNotOver(Conflict):
    """The run goes on; only what has ended can be done again."""

    title = "This run has not ended yet"


class NothingToRetry(Conflict):
    """The run succeeded."""

    title = "Nothing failed in this run"


class NotThisConversation(InvalidRequest):
    """The run before is no part of a conversation with this agent."""

    title = "This is another conversation"


class UnknownStep(InvalidRequest):
    """The run has no such step."""

    title = "The run has no such step"


class AgentNotWorking(Conflict):
    """The agent whose workflow this is does not work just now."""

    title = "The agent does not work just now"


class FileMissing(InvalidRequest):
    """The input names a file that the company does not have."""

    title = "The input names a file that does not exist"

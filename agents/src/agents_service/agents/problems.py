"""What can be wrong with what was asked of an agent."""

from kernel.problems import Conflict, InvalidRequest, NotFound, PreconditionFailed


class AgentNotFound(NotFound):
    """No such agent in this company."""

    title = "This agent does not exist (any more)"


class AgentChanged(PreconditionFailed):
    """Somebody saved the agent in the meantime."""

    title = "The agent was changed by someone else in the meantime"


class StatusNotPossible(Conflict):
    """The agent cannot go from its present status to that one."""

    title = "The agent's status cannot change like that"


class AgentInUse(Conflict):
    """Only a draft can be deleted; others have a history."""

    title = "Only a draft can be deleted"


class BudgetSpent(Conflict):
    """An agent whose month's budget is spent cannot go on."""

    title = "This month's budget of the agent is spent"


class VersionNotFound(NotFound):
    """The agent has no such version."""

    title = "This version does not exist"


class NotAMember(InvalidRequest):
    """An agent's owner works in the company."""

    title = "This person is not a member of your company"

"""What keeps somebody from an agent that is shared with others."""

from kernel.problems import Forbidden


class NotShared(Forbidden):
    """It may be seen, but not changed."""

    title = "This agent is shared with you for less than that"

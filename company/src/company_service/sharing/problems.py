"""What stands in the way of sharing, and of what is shared with others."""

from kernel.problems import Forbidden, InvalidRequest, NotFound


class NotShared(Forbidden):
    """It may be seen, but not used or changed."""

    title = "This is shared with you for less than that"


class ResourceNotFound(NotFound):
    """No such agent or workflow, or it is not shared with whoever asks."""

    title = "There is no such agent or workflow"


class UnknownGrantee(InvalidRequest):
    """Not a member, not a role."""

    title = "Your company has no such member or role"

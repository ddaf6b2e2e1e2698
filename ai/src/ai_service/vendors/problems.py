"""What can be wrong with a change of providers."""

from kernel.problems import Conflict, NotFound


class NoSuchProvider(NotFound):
    """The company has no provider with this id."""

    title = "There is no such provider"


class TooManyProviders(Conflict):
    """More than anybody can keep apart."""

    title = "There are too many providers"


class StillRecorded(Conflict):
    """A recording provider asks this one."""

    title = "Another provider records this one"

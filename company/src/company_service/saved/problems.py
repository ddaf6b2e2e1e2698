"""What can be wrong with a saved filter."""

from kernel.problems import Conflict, Forbidden, NotFound


class FilterNotFound(NotFound):
    """No such filter, or it is somebody else's own."""

    title = "This saved filter does not exist (any more)"


class NotYourFilter(Forbidden):
    """It is shared by somebody else."""

    title = "Only who saved this filter can change it"


class TooManyFilters(Conflict):
    """Nobody finds anything among so many."""

    title = "There are too many saved filters"

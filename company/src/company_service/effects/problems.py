"""What can be wrong with an answer to an uncertain effect."""

from kernel.problems import Conflict, NotFound


class EffectNotFound(NotFound):
    """No such uncertain effect in this company."""

    title = "This uncertain effect does not exist (any more)"


class AlreadyResolved(Conflict):
    """Somebody was faster, or the run is over."""

    title = "This needs no answer any more"

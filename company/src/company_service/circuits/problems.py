"""What is told to who may not call another system just now."""

from kernel.problems import Unavailable


class CircuitOpen(Unavailable):
    """The other system has failed so often that it is not called for a while; `retry_after` says for how long."""

    title = "The other system is not called for a while, because it keeps failing"

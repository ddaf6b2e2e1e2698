"""What can be wrong with exchanges."""

from kernel.problems import NotFound


class ExchangeNotFound(NotFound):
    """No such exchange is kept, or it is not for this person's eyes."""

    title = "This exchange is not kept"

"""What can be wrong with prices."""

from kernel.problems import NotFound


class PriceNotFound(NotFound):
    """The company has entered no such price."""

    title = "This price does not exist"

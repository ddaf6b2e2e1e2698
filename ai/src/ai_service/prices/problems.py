"""What can be wrong with prices."""

from kernel.problems import Conflict, NotFound


class PriceNotFound(NotFound):
    """The company has entered no such price."""

    title = "This price does not exist"


class TooManyPrices(Conflict):
    """More than anybody can keep right."""

    title = "There are too many prices of your own"

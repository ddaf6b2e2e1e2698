"""What can be wrong with a request about deliveries."""

from kernel.problems import NotFound


class DeliveryNotFound(NotFound):
    """No such delivery in this company."""

    title = "There is no such mail"

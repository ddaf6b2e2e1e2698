"""What can be wrong with a calendar."""

from kernel.problems import InvalidRequest


class InvalidCalendar(InvalidRequest):
    """Some of it cannot be kept to."""

    title = "This calendar does not work out"

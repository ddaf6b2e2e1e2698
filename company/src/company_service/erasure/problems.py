"""What stands in the way of deleting a company."""

from kernel.problems import InvalidRequest


class OtherName(InvalidRequest):
    """What was typed is not the company's name."""

    title = "This is not the company's name"

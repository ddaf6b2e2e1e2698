"""What can go wrong when figures are asked for."""

from kernel.problems import InvalidRequest


class InvalidPeriod(InvalidRequest):
    """The time that is asked about makes no sense."""

    title = "The time you ask about is not valid"


class NothingToExport(InvalidRequest):
    """A table and a format that do not go together."""

    title = "This cannot be exported like that"

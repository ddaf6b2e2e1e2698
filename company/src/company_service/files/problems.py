"""What can be wrong with a file."""

from kernel.problems import InvalidRequest, NotFound


class FileNotFound(NotFound):
    """No such file in this company."""

    title = "This file does not exist (any more)"


class FileRefused(InvalidRequest):
    """The file cannot be taken as it is."""

    title = "This file cannot be taken"

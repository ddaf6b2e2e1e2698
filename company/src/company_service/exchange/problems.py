"""What can be wrong with a text that is to become a workflow."""

from kernel.problems import InvalidRequest


class ImportRefused(InvalidRequest):
    """The text is no workflow that could be taken."""

    title = "This cannot be imported"

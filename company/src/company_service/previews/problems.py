"""What can be wrong with asking for what is known."""

from kernel.problems import InvalidRequest


class OtherWorkflow(InvalidRequest):
    """The run is one of another workflow."""

    title = "This run is one of another workflow"

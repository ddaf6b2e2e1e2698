"""What can be wrong with a company's providers."""

from kernel.problems import Conflict


class NoEndpoint(Conflict):
    """The company has no language model."""

    title = "No language model is connected"

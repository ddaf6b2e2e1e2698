"""What can be wrong with a request for a token."""

from kernel.problems import Unauthenticated


class UnknownService(Unauthenticated):
    """The service is not known, or its secret is not that one (which is not told apart on purpose)."""

    title = "This service or its secret is not known"

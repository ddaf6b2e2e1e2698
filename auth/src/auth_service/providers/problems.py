"""What can be wrong with a provider or a domain."""

from kernel.problems import Conflict, NotFound


class NoProvider(NotFound):
    """The company has not connected a provider."""

    title = "Single sign-on is not set up"


class DomainTaken(Conflict):
    """Another company has proven that the domain is theirs."""

    title = "This domain belongs to another company"


class DomainNotFound(NotFound):
    """The company did not name this domain."""

    title = "This domain is not in your list"


class ConfirmDomainFirst(Conflict):
    """With no domain nobody would be sent to the provider, and nobody could come in."""

    title = "Have a domain confirmed first"

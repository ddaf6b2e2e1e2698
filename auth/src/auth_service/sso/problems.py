"""Why somebody does not come in through their company's provider."""

from kernel.problems import Forbidden, Problem


class ProviderAway(Problem):
    """The provider did not answer, or not with what the standard says."""

    status = 502
    title = "Your company's sign-in service does not answer as it should"


class ProviderRefused(Forbidden):
    """The provider answered with an error."""

    title = "Your company's sign-in service did not let you in"


class NotProven(Forbidden):
    """What the provider sent does not prove who somebody is."""

    title = "This sign-in cannot be trusted"


class AttemptOver(Forbidden):
    """Too old, used already, begun in another browser, or never begun (which is not told apart on purpose)."""

    title = "This sign-in is over"


class NotLetIn(Forbidden):
    """The provider vouched for somebody, whom the platform does not let in all the same."""

    title = "You cannot come in with this account"


class CameInOtherwise(Forbidden):
    """The provider did not vouch for this session."""

    title = "You did not come in through your company's sign-in"


class ProveItYourself(Forbidden):
    """An account may belong to several companies; the provider of one of them does not decide about it."""

    title = "Your company's sign-in is not enough for this"

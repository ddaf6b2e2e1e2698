"""What can be wrong with a change of one's account."""

from kernel.problems import Conflict


class AddressTaken(Conflict):
    """Another account has this address."""

    title = "There is already an account with this e-mail address"


class LastOwner(Conflict):
    """A company with people in it needs an owner."""

    title = "You are the only owner of a company"

"""What stands in the way of inviting, and of accepting."""

from kernel.problems import Conflict, Forbidden, NotFound


class InvitationNotFound(NotFound):
    """The company has no such invitation."""

    title = "This invitation does not exist (any more)"


class InvitationOver(NotFound):
    """It was used, revoked, or its time is over (which is not told apart on purpose)."""

    title = "This invitation is no longer good"


class MemberAlready(Conflict):
    """Whoever has this address belongs to the company."""

    title = "This person is a member already"


class ProveYourAddress(Forbidden):
    """Whoever invites has not shown yet that their own address is theirs."""

    title = "Please confirm your own e-mail address first"


class OtherAddress(Forbidden):
    """The account has another e-mail address than the one invited."""

    title = "This invitation is for another e-mail address"

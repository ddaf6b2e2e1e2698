"""What can be wrong with signing up and in."""

from kernel.problems import Conflict, Forbidden, Unauthenticated


class EmailTaken(Conflict):
    """Somebody has an account with this address."""

    title = "There is already an account with this e-mail address"


class WrongCredentials(Unauthenticated):
    """No such account, or not that password (which is not told apart on purpose)."""

    title = "E-mail address or password is not right"


class NotAMember(Forbidden):
    """Not, or no longer, a member of that company, or of any."""

    title = "You are not a member of this company"


class NotAPerson(Forbidden):
    """Services have no profile."""

    title = "Only people have a profile"

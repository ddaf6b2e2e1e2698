"""What can be wrong with signing up and in."""

from kernel.problems import Conflict, Forbidden, InvalidRequest, Unauthenticated


class EmailTaken(Conflict):
    """Somebody has an account with this address."""

    title = "There is already an account with this e-mail address"


class WrongCredentials(Unauthenticated):
    """No such account, or not that password (which is not told apart on purpose)."""

    title = "E-mail address or password is not right"


class NotAMember(Forbidden):
    """Not, or no longer, a member of that company, or of any."""

    title = "You are not a member of this company"


class NoCompany(Forbidden):
    """The person belongs to no company any more; they may found one."""

    title = "You belong to no company any more"


class NotAPerson(Forbidden):
    """Services have no profile."""

    title = "Only people have a profile"


class WrongPassword(InvalidRequest):
    """Somebody who is signed in did not know the present password. No 401: that would end their session."""

    title = "The password is not right"

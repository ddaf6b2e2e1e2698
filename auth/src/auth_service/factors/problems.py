"""What can be wrong with a second factor."""

from kernel.problems import Conflict, InvalidRequest, NotFound


class WrongCode(InvalidRequest):
    """Not the code of this moment, or one that was used before (which is not told apart on purpose)."""

    title = "This code is not right"


class AppThere(Conflict):
    """There is an authenticator app already."""

    title = "You have an authenticator app already"


class NoApp(NotFound):
    """There is no authenticator app, or none that waits for its first code."""

    title = "There is no authenticator app to confirm"


class NoFactorYet(Conflict):
    """Recovery codes stand in for a second factor; without one they stand in for nothing."""

    title = "Add a second factor first"

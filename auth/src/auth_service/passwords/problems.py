"""What can go wrong when a password is checked."""

from kernel.problems import Unavailable


class TooManySignIns(Unavailable):
    """More people sign in at this moment than passwords can be checked."""

    title = "Too many people are signing in at this moment"

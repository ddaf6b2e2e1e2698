"""What somebody who guesses is told."""

from kernel.problems import TooManyRequests


class TooManyAttempts(TooManyRequests):
    """Too many attempts at one account from one address."""

    title = "Too many attempts to sign in"

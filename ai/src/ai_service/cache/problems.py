"""What can be wrong with how answers are to be kept."""

from kernel.problems import Conflict


class TooManyPolicies(Conflict):
    """More than a company has aliases."""

    title = "Too many aliases have a policy of their own"

"""What can be wrong with what was asked of a company."""

from kernel.problems import NotFound


class CompanyNotFound(NotFound):
    """The company of this token does not exist (any more)."""

    title = "This company does not exist (any more)"

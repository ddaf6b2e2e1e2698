"""What can be wrong with what is asked about service accounts."""

from kernel.problems import Conflict, Forbidden, NotFound


class ServiceAccountNotFound(NotFound):
    """No such service account in this company."""

    title = "There is no such service account"


class RoleTooPowerful(Forbidden):
    """The account would be allowed what its maker is not."""

    title = "You cannot give away more than you may yourself"


class TooManyServiceAccounts(Conflict):
    """The company has as many as there may be."""

    title = "There are too many service accounts already"

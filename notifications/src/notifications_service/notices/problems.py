"""What can be wrong with notices."""

from kernel.problems import Forbidden, NotFound


class NoticeNotFound(NotFound):
    """No such notice for this person."""

    title = "This notice does not exist"


class NotAPerson(Forbidden):
    """Services have no notices."""

    title = "Only people have notices"

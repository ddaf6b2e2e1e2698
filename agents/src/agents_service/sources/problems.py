"""What can be wrong with what was asked of a source."""

from kernel.problems import Conflict, InvalidRequest, NotFound


class SourceNotFound(NotFound):
    """No such source in this knowledge base."""

    title = "This source does not exist (any more)"


class SourceNotComplete(InvalidRequest):
    """Something is missing that a source of this kind needs."""

    title = "The source is not described completely"


class SourceHasNothingToSync(Conflict):
    """What was uploaded lies here already."""

    title = "Uploaded documents have nowhere to be fetched from"


class NothingToConfirm(Conflict):
    """No sync of this source waits for a confirmation."""

    title = "Nothing waits to be confirmed"


class TooMuchWouldGo(Conflict):
    """A sync would remove a large part of a source's documents; a person has to agree."""

    title = "Many documents are no longer at the source"

"""What can be wrong with documents and with what was asked of them."""

from kernel.problems import Conflict, InvalidRequest, NotFound, UnsupportedMediaType


class DocumentNotFound(NotFound):
    """No such document in this knowledge base, or not for who asks."""

    title = "This document does not exist (any more)"


class DocumentKindNotTaken(UnsupportedMediaType):
    """Files of this kind are not read."""

    title = "Documents of this kind are not read"


class DocumentEmpty(InvalidRequest):
    """There is nothing in the file."""

    title = "The file is empty"


class DocumentBelongsToSource(Conflict):
    """Only what was uploaded can be deleted here; the rest follows its source."""

    title = "This document follows its source"


class DocumentInterrupted(Conflict):
    """Whoever took it in ended several times in the middle of it."""

    title = "Taking this document in was interrupted too often"

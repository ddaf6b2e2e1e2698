"""What can be wrong with a document."""

from kernel.problems import InvalidRequest, TooLarge, UnsupportedMediaType


class NotReadable(InvalidRequest):
    """The file is damaged, protected, or not what it says it is."""

    title = "The document cannot be read"


class NoText(InvalidRequest):
    """There is no text in it, only pictures."""

    title = "The document holds no text"


class KindNotTaken(UnsupportedMediaType):
    """Files of this kind are not read."""

    title = "Documents of this kind are not read"


class DocumentTooLarge(TooLarge):
    """The file, or what comes out of it, is over the limits."""

    title = "The document is too large"

"""What can be wrong with what was asked of a knowledge base."""

from kernel.problems import NotFound, PreconditionFailed


class KnowledgeBaseNotFound(NotFound):
    """No such knowledge base in this company."""

    title = "This knowledge base does not exist (any more)"


class KnowledgeBaseChanged(PreconditionFailed):
    """Somebody saved it in the meantime."""

    title = "The knowledge base was changed by someone else in the meantime"

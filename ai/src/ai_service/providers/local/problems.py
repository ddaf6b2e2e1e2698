"""What can be wrong with the language model on this machine, where another model may answer instead."""

from ai_service.providers.problems import ModelUnknown
from kernel.problems import Conflict


class LocalModelMissing(ModelUnknown):
    """It is not installed, or the file named for it is not there."""

    title = "There is no language model on this machine"


class LocalModelUnusable(ModelUnknown):
    """The file is there and cannot be loaded: damaged, of another kind, or too large for the memory allowed."""

    title = "The language model on this machine cannot be loaded"


class NeedsAModel(Conflict):
    """The task cannot be done honestly with what is on this machine."""

    title = "This needs a language model"

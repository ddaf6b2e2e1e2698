"""What can be wrong before a model is even asked."""

from ai_service.providers.problems import EndpointBusy, ModelUnknown, NotOffered
from kernel.problems import Conflict, NotFound


class NoModelConnected(ModelUnknown):
    """The company has no language model."""

    title = "No language model is connected"


class NoSuchModel(ModelUnknown):
    """None of the company's providers has this model, and no alias is named so."""

    title = "There is no model of this name"


class NoSuchAlias(NotFound):
    """The company has no alias of this name."""

    title = "There is no alias of this name"


class TooManyAliases(Conflict):
    """More than anybody can keep apart."""

    title = "There are too many aliases"


class NobodyToLimit(NotFound):
    """The company has no provider with this id."""

    title = "There is no such provider"


class NoTargetFits(NotOffered):
    """Every target of the alias fails a condition of this request."""

    title = "No model may or can answer this"


class EveryTargetRests(EndpointBusy):
    """Every target that could answer has failed or was limited just now."""

    title = "Every model that could answer is resting"

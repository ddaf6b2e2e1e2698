"""What can go wrong between us and a vendor: one vocabulary for all.

Which of them another model may answer for, routing decides; nothing falls back silently.
"""

from kernel.problems import BadGateway, Conflict, DeadlineExceeded, InvalidRequest, TooManyRequests, Unavailable


class EndpointUnreachable(Unavailable):
    """Nothing answers there, or it fails."""

    title = "The AI model's endpoint cannot be reached"


class EndpointTooSlow(DeadlineExceeded):
    """The endpoint took longer than allowed."""

    title = "The AI model's endpoint took too long"


class EndpointBusy(TooManyRequests):
    """The endpoint limits our requests."""

    title = "The AI model's endpoint is limiting requests"


class EndpointAnsweredNonsense(BadGateway):
    """The endpoint's answer is not of the documented form."""

    title = "The AI model's endpoint gave an unusable answer"


class KeyRefused(Conflict):
    """The stored API key is not accepted (any more)."""

    title = "The AI model's endpoint refuses the API key"


class ModelUnknown(Conflict):
    """The endpoint does not have this model."""

    title = "The AI model is not known to its endpoint"


class RequestRefused(Conflict):
    """The endpoint found the request wrong."""

    title = "The AI model's endpoint refused the request"


class EndpointBrokeOff(BadGateway):
    """The answer had begun and ended before its end."""

    title = "The AI model's endpoint broke off in the middle of its answer"


class ContextTooLong(RequestRefused):
    """The conversation is longer than the model can read."""

    title = "The conversation is too long for this AI model"


class NotOffered(InvalidRequest):
    """The vendor or model cannot do this at all: see pictures, call tools, make embeddings …"""

    title = "This AI model cannot do that"


class NotRecorded(RequestRefused):
    """Nobody is asked when exchanges are played back."""

    title = "This request was never recorded"

"""What a company's guardrails refuse, in words that say what to change."""

from kernel.problems import Forbidden, Problem


class NotForThisModel(Problem):
    """The request holds what the company does not let reach a model. `found` in the document names the kinds."""

    status = 422
    title = "Your company does not send this to a language model"


class RequestTooLarge(Problem):
    """The request is longer than the company allows, or asks for a longer answer."""

    status = 422
    title = "This is larger than your company allows"


class ModelNotAllowed(Forbidden):
    """The role of who asks may not use this model."""

    title = "Your role may not use this model"

"""What can go wrong with a task, besides what goes wrong where a model is asked."""

from kernel.problems import InvalidRequest


class NeedsAModel(InvalidRequest):
    """The task was given a prompt, and no language model answers for the company."""

    title = "A prompt needs a language model"

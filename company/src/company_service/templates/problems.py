"""What can go wrong with templates."""

from kernel.problems import Conflict, NotFound


class TemplateNotFound(NotFound):
    """There is no template of this name."""

    title = "There is no such template"


class SamplesAtWork(Conflict):
    """Runs of the samples have not stopped yet."""

    title = "The samples are still at work"

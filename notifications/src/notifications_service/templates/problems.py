"""What can be wrong with templates."""

from kernel.problems import NotFound, PreconditionFailed


class TemplateNotFound(NotFound):
    """Neither built in nor the company's own."""

    title = "There is no such template"


class TemplateChanged(PreconditionFailed):
    """Somebody saved the template in the meantime."""

    title = "The template was changed by someone else in the meantime"

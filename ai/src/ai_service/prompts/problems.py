"""What can be wrong with prompts."""

from kernel.problems import Conflict, InvalidRequest, NotFound


class NoSuchPrompt(NotFound):
    """The company has no prompt of this name, or it has no such version or label."""

    title = "There is no such prompt"


class PromptNameTaken(Conflict):
    """Names are unique in a company."""

    title = "There is a prompt of this name already"


class PromptArchived(Conflict):
    """It still answers who names it, but gets no new versions."""

    title = "This prompt is archived"


class PromptInUse(Conflict):
    """It was used lately, or another prompt contains it. `uses` in the document has by whom."""

    title = "This prompt is in use"


class LabelMoved(Conflict):
    """Somebody moved the label meanwhile."""

    title = "The label was moved in the meantime"


class TooManyPrompts(Conflict):
    """More than anybody can keep apart."""

    title = "There are too many prompts"


class PromptMistaken(InvalidRequest):
    """A text of the prompt cannot be read, or names what there is not; `errors` has each place and its line."""

    title = "There is a mistake in this prompt"


class PromptNotFilled(InvalidRequest):
    """The values given do not fit the prompt's variables."""

    title = "The values do not fit this prompt"


class PartialsInACircle(InvalidRequest):
    """A prompt would contain itself."""

    title = "A prompt cannot contain itself"

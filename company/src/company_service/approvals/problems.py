"""What can be wrong with a decision."""

from kernel.problems import Conflict, Forbidden, InvalidRequest, NotFound


class ApprovalNotFound(NotFound):
    """No such approval in this company."""

    title = "This approval does not exist (any more)"


class AlreadyDecided(Conflict):
    """Somebody was faster."""

    title = "This was decided already"


class NoLongerNeeded(Conflict):
    """The run ended without the answer."""

    title = "This is not needed any more"


class NotAddressed(Forbidden):
    """The approval is for others."""

    title = "This approval is for other people"


class UnknownChoice(InvalidRequest):
    """That is none of the choices."""

    title = "This is not one of the choices"


class OutOfTime(Conflict):
    """Nobody decided in time; the run went on without an answer."""

    title = "The time for this decision is over"


class VotedAlready(Conflict):
    """This person has decided; others must, too."""

    title = "You have decided already"


class OwnRun(Forbidden):
    """Who starts a run does not decide in it."""

    title = "Somebody else must decide this"


class UnknownAddressee(InvalidRequest):
    """Nobody in the company is meant by this."""

    title = "There is nobody of this name"

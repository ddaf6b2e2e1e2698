"""What can be wrong with a trigger, or with what was sent to one."""

from kernel.problems import Conflict, Forbidden, InvalidRequest, NotFound, PreconditionFailed, Problem, Unauthenticated


class TriggerNotFound(NotFound):
    """No such trigger in this company."""

    title = "This trigger does not exist (any more)"


class NothingHere(NotFound):
    """No trigger answers at this address, or it is switched off (which is not told apart on purpose)."""

    title = "There is nothing at this address"


class TriggerChanged(PreconditionFailed):
    """Somebody saved the trigger in the meantime."""

    title = "The trigger was changed by someone else in the meantime"


class InvalidTrigger(InvalidRequest):
    """The trigger's settings make no sense."""

    title = "This trigger cannot work like that"


class WrongSignature(Unauthenticated):
    """The caller did not prove that it knows the secret."""

    title = "This request does not carry the right proof"


class UnreadableBody(InvalidRequest):
    """The body is not what its content type says."""

    title = "The body cannot be read"


class ChainTooLong(Conflict):
    """Each run was started by the end of the one before: this goes round in circles."""

    title = "Too many runs started one another"


class FormTampered(Forbidden):
    """The form was not given out by this page, or long ago."""

    title = "This form is no longer valid"


class RunFailed(Problem):
    """The run that a caller waited for did not succeed. What went wrong is for the company, not for the caller."""

    status = 500
    title = "The workflow did not succeed"

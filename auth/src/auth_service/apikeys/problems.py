"""What can be wrong with what is asked about API keys."""

from kernel.problems import Conflict, Forbidden, NotFound


class KeyNotFound(NotFound):
    """No such key, or not one of this person's (which is not told apart on purpose)."""

    title = "There is no such API key"


class OnlyPeopleManageKeys(Forbidden):
    """A key may not make or revoke keys: who steals one must not be able to keep what it opens."""

    title = "API keys are managed by people"


class NotYours(Forbidden):
    """The key would stand for somebody else."""

    title = "You may make keys for yourself and, if you manage members, for service accounts"


class TooManyKeys(Conflict):
    """The holder has as many keys as anybody may."""

    title = "There are too many API keys already"


class KeyIsOver(Conflict):
    """The key was revoked or has expired."""

    title = "This API key is not valid any more"

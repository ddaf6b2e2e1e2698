"""What can be wrong with a passkey."""

from kernel.problems import Conflict, InvalidRequest, NotFound, Unauthenticated


class PasskeyNotAccepted(Unauthenticated):
    """Unknown, another person's, not for this address, or an answer to another question (not told apart on purpose)."""

    title = "This passkey was not accepted"


class PasskeyNotAdded(InvalidRequest):
    """What the device answered is not a new passkey for this address."""

    title = "The passkey could not be added"


class PasskeyThere(Conflict):
    """The same passkey a second time."""

    title = "This passkey is there already"


class PasskeyNotFound(NotFound):
    """No such passkey of this person."""

    title = "There is no such passkey"


class NoNameForPasskeys(Conflict):
    """Browsers bind passkeys to a name; an address made of numbers is none."""

    title = "Passkeys need a name instead of a number"

"""Why a session does not go on."""

from kernel.problems import Forbidden, NotFound, Unauthenticated


class SessionEnded(Unauthenticated):
    """Signed out, expired, or ended because its token was used twice."""

    title = "Your session has ended"


class StartAgain(Unauthenticated):
    """The sign-in waited too long for its second factor, or was finished already."""

    title = "This sign-in is over"


class UseSingleSignOn(Forbidden):
    """The company lets its people in through its identity provider alone."""

    title = "Your company uses single sign-on"


class OnlyThisCompany(Forbidden):
    """A company's provider vouches for its own people, in that company."""

    title = "You came in through one company's sign-in"


class SessionNotFound(NotFound):
    """No such session of this person, or it has ended."""

    title = "There is no such session"


class AnotherProof(Forbidden):
    """A password does not prove enough for who has a second factor; or nothing was given at all."""

    title = "This does not prove that it is you"

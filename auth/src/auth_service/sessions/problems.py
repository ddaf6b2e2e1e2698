"""Why a session does not go on."""

from kernel.problems import Forbidden, Unauthenticated


class SessionEnded(Unauthenticated):
    """Signed out, expired, or ended because its token was used twice."""

    title = "Your session has ended"


class CrossSite(Forbidden):
    """A browser sent this from another site's page."""

    title = "This request came from another site"

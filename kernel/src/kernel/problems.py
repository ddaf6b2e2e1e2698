"""Errors as RFC 9457 problem documents: what is wrong, where, and what to do about it.

A use case raises a `Problem`; the web edge turns it into `application/problem+json`. The stable `type` of a problem is
derived from its class name, so renaming a class is a change of the public interface.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, cast

MEDIA_TYPE = "application/problem+json"


class FieldError(NamedTuple):
    """One wrong place in what was sent. `pointer` is a JSON Pointer (RFC 6901) into the request."""

    pointer: str
    message: str


def _slug(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


class Problem(Exception):
    """Something a caller can be told. Subclasses own their HTTP status and their title."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self, detail: str = "", *, errors: Iterable[FieldError] = (), retry_after: int | None = None, **extra: Any
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.extra = extra

    @property
    def type(self) -> str:
        """The stable identifier of this kind of problem."""
        return f"/problems/{_slug(self.__class__.__name__)}"

    def document(self, request_id: str | None = None) -> dict[str, Any]:
        """Shape this problem as an RFC 9457 document."""
        body: dict[str, Any] = {"type": self.type, "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [error._asdict() for error in self.errors]
        if request_id:
            body["request_id"] = request_id
        return {**self.extra, **body}


class InvalidRequest(Problem):
    """The request cannot be understood as it stands."""

    status = 422
    title = "Some of what was sent is not valid"


class Unauthenticated(Problem):
    """Nobody is signed in, or the token is not one of ours any more."""

    status = 401
    title = "Please sign in"


class Forbidden(Problem):
    """Signed in, but not allowed to do this."""

    status = 403
    title = "You may not do this"


class NotFound(Problem):
    """There is no such thing, or not for this company (which is not told apart on purpose)."""

    status = 404
    title = "Not found"


class MethodNotAllowed(Problem):
    """The address exists, but not with this method."""

    status = 405
    title = "This address does not take that method"


class Conflict(Problem):
    """The request does not fit the present state."""

    status = 409
    title = "This does not fit the present state"


class PreconditionFailed(Problem):
    """What the caller last saw is no longer what is stored."""

    status = 412
    title = "This was changed by someone else in the meantime"


class PreconditionRequired(Problem):
    """A change must say which state it was made from."""

    status = 428
    title = "Send If-Match with the version you are changing"


class TooLarge(Problem):
    """The body is larger than this route takes."""

    status = 413
    title = "Too large"


class UnsupportedMediaType(Problem):
    """The body is not of a type this route takes."""

    status = 415
    title = "This type of content is not taken here"


class TooManyRequests(Problem):
    """The caller should slow down; `retry_after` says for how long (seconds)."""

    status = 429
    title = "Too many requests"


class BadGateway(Problem):
    """A system we depend on gave an answer that makes no sense."""

    status = 502
    title = "A system this depends on gave an unusable answer"


class Unavailable(Problem):
    """A part this depends on is not reachable just now."""

    status = 503
    title = "Not available just now"


class DeadlineExceeded(Problem):
    """The answer did not come in the time allowed."""

    status = 504
    title = "This took too long"


class RemoteProblem(Problem):
    """A problem another service answered with, passed on as it came."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        rows = cast("list[Mapping[str, Any]]", document.get("errors") or [])
        super().__init__(
            str(document.get("detail", "")),
            errors=[FieldError(str(e.get("pointer", "")), str(e.get("message", ""))) for e in rows],
        )
        self._status = status
        self._document = dict(document)

    @property
    def code(self) -> int:
        """The HTTP status the other service gave."""
        return self._status

    @property
    def type(self) -> str:
        return str(self._document.get("type", "/problems/problem"))

    def document(self, request_id: str | None = None) -> dict[str, Any]:
        return {**self._document, **({"request_id": request_id} if request_id else {})}


def status_of(problem: Problem) -> int:
    """The HTTP status to answer a problem with."""
    return problem.code if isinstance(problem, RemoteProblem) else problem.status

"""Sends each request to the part that answers its path; what no part answers is the frontend's."""

from starlette.types import ASGIApp, Receive, Scope, Send

from kernel.problems import NotFound
from kernel.web import problem_response


class Gateway:
    """An ASGI application over path prefixes (a prefix without a trailing slash is one exact path)."""

    def __init__(self, frontend: ASGIApp) -> None:
        self._frontend = frontend
        self._parts: dict[str, ASGIApp] = {}

    def mount(self, prefix: str, app: ASGIApp) -> None:
        """Let `app` answer the paths under `prefix`."""
        self._parts[prefix] = app

    @property
    def prefixes(self) -> list[str]:
        """What is mounted, besides the frontend."""
        return list(self._parts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        app = self._parts.get(path) or next(
            (part for prefix, part in self._parts.items() if prefix.endswith("/") and path.startswith(prefix)), None
        )
        if app is not None:
            await app(scope, receive, send)
        elif path.startswith("/api/"):
            await problem_response(NotFound("There is nothing at this address."), None)(scope, receive, send)
        else:
            await self._frontend(scope, receive, send)

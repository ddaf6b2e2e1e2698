"""Stand-ins whose routes are put together once and not for each test: that takes longer than most tests do."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any, Generic, TypeVar, cast

from starlette.types import ASGIApp, Receive, Scope, Send

Who = TypeVar("Who")


class _Current(Generic[Who]):
    """Whoever the request is for."""

    def __init__(self, who: ContextVar[Who]) -> None:
        self._who = who

    def __getattr__(self, name: str) -> Any:
        return getattr(self._who.get(), name)


def built_once(build: Callable[[Who], ASGIApp]) -> Callable[[Who], ASGIApp]:
    """For a function that makes an application out of whom it stands for: it is called once, for whoever it is then."""
    current: ContextVar[Who] = ContextVar(build.__qualname__)

    @cache
    def built() -> ASGIApp:
        return build(cast("Who", _Current(current)))

    def made_for(who: Who) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            token = current.set(who)
            try:
                await built()(scope, receive, send)
            finally:
                current.reset(token)

        return app

    return made_for

"""Stand-ins whose routes are put together once and not for each test: that takes longer than most tests do."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from inspect import getattr_static, isfunction
from types import MethodType
from typing import Any, Generic, TypeVar, cast

from starlette.types import ASGIApp, Receive, Scope, Send

Who = TypeVar("Who")


class _Current(Generic[Who]):
    """Whoever the request is for, also within the methods of whoever that is."""

    def __init__(self, who: ContextVar[Who]) -> None:
        object.__setattr__(self, "_who", who)

    def __getattr__(self, name: str) -> Any:
        who = self._who.get()
        found = getattr_static(cast("type[object]", type(who)), name, None)
        return MethodType(found, self) if isfunction(found) else getattr(who, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._who.get(), name, value)


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

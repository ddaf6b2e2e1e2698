"""How every vendor is called: within the time allowed, with its errors told in our words, its streams begun before
they are handed out.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from ai_service.providers import faults
from ai_service.providers.faults import Place
from ai_service.providers.problems import EndpointAnsweredNonsense, EndpointUnreachable
from ai_service.providers.vocabulary import EndPiece, Piece
from kernel.problems import Problem

Explain = Callable[[Exception, Place, str], Problem]
"""From an SDK's error, at this place, about this model, to our problem."""


@dataclass(frozen=True)
class Calls:
    """Calls to one place. `errors` are what its SDK raises; anything that cannot be read is nonsense."""

    place: Place
    errors: tuple[type[Exception], ...]
    explain: Explain

    @asynccontextmanager
    async def call(self, model: str = "") -> AsyncGenerator[None]:
        """Around one call and the reading of its answer. Raises the problems of `providers.problems`."""
        try:
            async with asyncio.timeout(self.place.seconds):
                yield
        except TimeoutError as error:
            raise faults.too_slow(self.place) from error
        except self.errors as error:
            raise faults.refused_address(error) or self.explain(error, self.place, model) from error
        except ValueError as error:
            raise faults.nonsense(self.place) from error

    @asynccontextmanager
    async def stream(self, pieces: AsyncGenerator[Piece], model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """Hand out a stream once its first piece is there; before that, it fails as a whole answer would."""
        async with aclosing(pieces):
            async with self.call(model):
                first = await anext(pieces, None)
            if first is None:
                raise faults.broke_off(self.place)
            async with aclosing(self._rest(first, pieces, model)) as rest:
                yield rest

    async def _rest(self, first: Piece, pieces: AsyncIterator[Piece], model: str) -> AsyncGenerator[Piece]:
        yield first
        ended = isinstance(first, EndPiece)
        while not ended:
            piece = await self._next(pieces, model)
            ended = isinstance(piece, EndPiece)
            yield piece

    async def _next(self, pieces: AsyncIterator[Piece], model: str) -> Piece:
        try:
            async with self.call(model):
                piece = await anext(pieces, None)
        except (EndpointUnreachable, EndpointAnsweredNonsense) as error:
            raise faults.broke_off(self.place) from error
        if piece is None:
            raise faults.broke_off(self.place)
        return piece

"""What tests do without a server that is not on this machine."""

from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

from tests.servers.process import NotInstalled

T = TypeVar("T")


@contextmanager
def or_skipped(server: AbstractContextManager[T]) -> Generator[T]:
    """The server until the block ends; where it is not installed, the test is skipped, with the reason."""
    with ExitStack() as stack:
        try:
            running = stack.enter_context(server)
        except NotInstalled as missing:
            pytest.skip(str(missing))
        yield running

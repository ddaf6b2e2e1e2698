"""What the agents service needs to work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kernel.db import Database


@dataclass(frozen=True)
class Deps:
    """Handed to every use case."""

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]

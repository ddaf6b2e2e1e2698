"""What the auth service needs to work."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import httpx2

from contracts.company import CompanyClient
from contracts.notifications import MailsClient
from kernel.db import Database
from kernel.egress import Network
from kernel.secrets import SecretBox


class Signer(Protocol):
    """Signs tokens with the current key."""

    async def sign(self, claims: Mapping[str, Any]) -> str:
        """A signed token with these claims."""
        ...

    async def published(self) -> list[dict[str, Any]]:
        """The public keys anybody may check tokens with."""
        ...

    async def rotate(self, *, at_once: bool = False) -> None:
        """Do what the age of the keys asks for; `at_once`: let the next key sign now, whatever their age."""
        ...


class Passwords(Protocol):
    """Hashes passwords and checks them, a bounded number at a time."""

    async def hash(self, password: str) -> str:
        """The hash to store. Raises `Unavailable` when too many wait."""
        ...

    async def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is the one stored; takes as long when none is stored."""
        ...

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash should be made anew."""
        ...


@dataclass(frozen=True)
class Deps:
    """Handed to every use case."""

    db: Database
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    new_token: Callable[[], str]
    new_bytes: Callable[[int], bytes]
    signer: Signer
    passwords: Passwords
    company: CompanyClient
    mails: MailsClient
    secrets: SecretBox
    http: httpx2.AsyncClient
    """For addresses that people typed: guarded."""
    networks: tuple[Network, ...]
    """Private networks that may be called."""
    service_secrets: Mapping[str, str]
    public_url: str | None
    data_dir: Path
    longest_key_days: int
    """For how many days an API key may be made; 0 lets it live for ever."""
    key_uses: MutableMapping[str, tuple[datetime, str]] = field(default_factory=dict[str, tuple[datetime, str]])
    """When and from where API keys were used since that was written last."""

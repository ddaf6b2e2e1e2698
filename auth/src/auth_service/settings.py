"""What the auth service reads from its environment."""

from collections.abc import Mapping

from pydantic import Field, field_validator

from kernel.egress import Network, parse_networks
from kernel.service import SERVICES, Settings

_SHORTEST_SECRET = 16


class AuthSettings(Settings):
    """`SERVICE_SECRETS` is `name:secret,name:secret…`; `PUBLIC_URL` is the address people type, where it is known."""

    service_secrets: str = ""
    public_url: str | None = None
    longest_api_key_days: int = Field(default=365, ge=0, le=36_500)
    """For how many days an API key may be made; 0 lets it live for ever."""

    allow_private_addresses: str = ""

    @field_validator("allow_private_addresses")
    @classmethod
    def are_networks(cls, text: str) -> str:
        """Refuse what is not a list of networks."""
        parse_networks(text)
        return text

    @field_validator("service_secrets")
    @classmethod
    def each_names_a_service(cls, text: str) -> str:
        """Refuse unknown services and secrets that could be guessed."""
        for name, secret in _pairs(text):
            if name not in SERVICES:
                raise ValueError(f"{name!r} is not a service; there are {', '.join(SERVICES)}")
            if len(secret) < _SHORTEST_SECRET:
                raise ValueError(f"the secret of {name!r} needs at least {_SHORTEST_SECRET} characters")
        return text

    def networks(self) -> tuple[Network, ...]:
        """Private networks in which identity providers may be called."""
        return parse_networks(self.allow_private_addresses)

    def secrets(self) -> Mapping[str, str]:
        """Each service's secret."""
        return dict(_pairs(self.service_secrets))


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = [part.strip().partition(":") for part in text.split(",") if part.strip()]
    return [(name, secret) for name, _, secret in parts]

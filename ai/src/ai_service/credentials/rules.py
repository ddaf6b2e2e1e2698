"""What is decided about a company's providers without asking anybody. Pure."""

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ai_service.providers.connected import Connected
from kernel.egress import Network, parse_networks

_LOOPBACK = parse_networks("127.0.0.0/8,::1/128")


def is_loopback(base_url: str) -> bool:
    """Whether an address names this machine itself."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def networks_for(base_url: str, opened: tuple[Network, ...], servers: Mapping[str, int]) -> tuple[Network, ...]:
    """The private networks a provider may be reached in: those the administrator opened, and the loopback for the
    ports where model servers are looked for anyway.
    """
    known = is_loopback(base_url) and urlsplit(base_url).port in servers.values()
    return (*opened, *_LOOPBACK) if known else opened


def answering(every: Sequence[Connected]) -> Connected | None:
    """Who answers where nobody is asked for: the first that has a usual model."""
    return next((each for each in every if each.model), None)

"""What a provider and a domain may be, and which role somebody's groups give."""

import ipaddress
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from auth_service.providers.schemas import ProviderInput
from kernel.egress import Network, is_open
from kernel.problems import FieldError, InvalidRequest

REDIRECT_PATH = "/login/sso"
"""The page a provider sends people back to."""
SIGNED_OUT_PATH = "/login"
"""The page it sends those back to who signed out there."""
MOST_DOMAINS = 50
_OWNER = "owner"
_ROLE = re.compile(r"admin|builder|operator|viewer|rol_[0-9a-f]{32}")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")
_FIX = "Please correct what is marked."


def checked_address(text: str, opened: Collection[Network]) -> str:
    """An address of a provider: HTTPS, or HTTP inside a network the administrator opened. Raises `ValueError`."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("This is not an address. It looks like https://login.example.com.") from None
    if not host or parts.username or parts.password or any(ord(c) <= 32 or ord(c) == 127 for c in address):
        raise ValueError("This is not an address. It looks like https://login.example.com.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_inside(host, opened)):
        raise ValueError("The address must begin with https://, so that nobody on the way can change what it answers.")
    return address


def _is_inside(host: str, opened: Collection[Network]) -> bool:
    if host == "localhost":
        return bool(opened)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not address.is_global and is_open(address, opened)


def checked_issuer(text: str, opened: Collection[Network]) -> str:
    """An issuer (OpenID Connect Discovery 1.0, section 3): neither query nor fragment. Raises `ValueError`."""
    issuer = checked_address(text.removesuffix("/.well-known/openid-configuration"), opened)
    if "?" in issuer or "#" in issuer:
        raise ValueError("Leave out everything from the ? or # on.")
    return issuer


def checked(given: ProviderInput, opened: Collection[Network], *, needs_secret: bool) -> ProviderInput:
    """The same, trimmed. Raises `InvalidRequest` with everything that is wrong."""
    errors: list[FieldError] = []
    issuer = given.issuer
    try:
        issuer = checked_issuer(given.issuer, opened)
    except ValueError as error:
        errors.append(FieldError("/issuer", str(error)))
    if not given.client_id.strip():
        errors.append(FieldError("/client_id", "Copy it from your provider."))
    if needs_secret and not (given.client_secret or "").strip():
        errors.append(FieldError("/client_secret", "Copy it from your provider."))
    if not given.groups_claim.strip():
        errors.append(FieldError("/groups_claim", "This is usually “groups”."))
    if complaint := _role_complaint(given.default_role):
        errors.append(FieldError("/default_role", complaint))
    for number, row in enumerate(given.roles):
        if complaint := _role_complaint(row.role):
            errors.append(FieldError(f"/roles/{number}/role", complaint))
    if errors:
        raise InvalidRequest(_FIX, errors=errors)
    secret = (given.client_secret or "").strip() or None
    clean = {"issuer": issuer, "client_id": given.client_id.strip(), "client_secret": secret}
    return given.model_copy(update={**clean, "groups_claim": given.groups_claim.strip()})


def _role_complaint(role: str) -> str | None:
    if role == _OWNER:
        return "An owner is made by another owner, never by a provider."
    return None if _ROLE.fullmatch(role) else "Choose one from the list of roles."


def checked_domain(text: str) -> str:
    """A domain as it is compared. Raises `InvalidRequest`."""
    domain = text.strip().rpartition("@")[2].rstrip(".").lower()
    try:
        domain = domain.encode("idna").decode() if domain else ""
    except UnicodeError:
        domain = ""
    if not _DOMAIN.fullmatch(domain) or len(domain) > 253 or domain.rpartition(".")[2].isdigit():
        raise InvalidRequest(_FIX, errors=[FieldError("/domain", "This is not a domain. It looks like example.com.")])
    return domain


def domain_of(email: str) -> str:
    """The domain of a normalised address; empty where there is none."""
    return email.rpartition("@")[2]


def role_of(groups: Iterable[str], roles: Iterable[Mapping[str, Any]], default: str) -> str | None:
    """The role that groups give: of the first row that fits, else the default. None: groups decide nothing here."""
    rows, mine = list(roles), set(groups)
    if not rows:
        return None
    return next((str(row["role"]) for row in rows if row["group"] in mine), default)

"""What is asked of a provider (OpenID Connect Core 1.0, RFC 7636), and where people may be sent afterwards."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

LIFE = timedelta(minutes=10)
_LEEWAY_SECONDS = 60
SCOPES = "openid email profile"
_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def digest(text: str) -> str:
    """What is kept of something that only its holder should know."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def challenge(verifier: str) -> str:
    """PKCE, method S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def safe_return(path: str) -> str:
    """The page of ours to go on to; anything that could lead elsewhere is the first page."""
    return path if len(path) <= 500 and _PATH.fullmatch(path) else "/"


def address(endpoint: str, asked: Mapping[str, str]) -> str:
    """A page of the provider with what is asked; what its address asks already stays."""
    joint = "&" if urlsplit(endpoint).query else "?"
    return endpoint + joint + urlencode(asked)


def is_fresh(signed_in_at: int | None, asked_at: datetime) -> bool:
    """Whether somebody signed in at the provider after they were asked to; clocks may differ by a minute."""
    return signed_in_at is not None and signed_in_at >= asked_at.timestamp() - _LEEWAY_SECONDS


def basic_credentials(client_id: str, secret: str) -> str:
    """The `Authorization` header of RFC 6749, section 2.3.1: both are form-encoded first."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def wants_basic(metadata: Mapping[str, Any]) -> bool:
    """How the client proves itself at the token endpoint: by header, unless the provider takes forms alone."""
    offered = metadata.get("token_endpoint_auth_methods_supported")
    return not isinstance(offered, list) or "client_secret_basic" in offered or "client_secret_post" not in offered

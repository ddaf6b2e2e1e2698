"""What the outside sees of keys."""

from typing import Any

from pydantic import BaseModel


class KeySet(BaseModel):
    """A JSON Web Key Set (RFC 7517) of public keys."""

    keys: list[dict[str, Any]]

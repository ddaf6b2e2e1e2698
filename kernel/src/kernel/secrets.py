"""Secrets at rest: AES-256-GCM envelope encryption.

Each secret has a data key of its own, wrapped by a key-encryption key named by its id; both layers carry
`v1|key id|company|row` as associated data, so that a sealed value moved to another company's row does not open.
Format: `v1.<key id>.<base64url(nonce + wrapped data key)>.<base64url(nonce + ciphertext)>`.
"""

import base64
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_SEALED = re.compile(r"v1\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_=-]{20,}\.[A-Za-z0-9_=-]{20,}")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|\W+|_+")
_SECRET_NAME = re.compile(
    r"(^| )(pass(word|phrase|wd)|secret|api ?key|private key|credential|cookie|authorization|otp|seed)s?( |$)"
    r"|(^| )((access|refresh|api|bearer|auth) tokens|token|key hash)( |$)"
)
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class CannotOpen(Exception):
    """The sealed value was changed, belongs to another row, or its key is gone."""


def _encrypt(key: bytes, plain: bytes, bound_to: bytes) -> str:
    nonce = os.urandom(_NONCE)
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, bound_to)).decode()


def _decrypt(key: bytes, sealed: str, bound_to: bytes) -> bytes:
    raw = base64.urlsafe_b64decode(sealed)
    return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], bound_to)


@dataclass(frozen=True)
class SecretBox:
    """Seals and opens secrets. `keys` maps key ids to 32-byte keys; `current` names the one new secrets use."""

    keys: Mapping[str, bytes]
    current: str

    def seal(self, text: str, *, company: str, row: str) -> str:
        """Encrypt `text` for exactly this company and row."""
        bound_to = f"v1|{self.current}|{company}|{row}".encode()
        data_key = AESGCM.generate_key(256)
        wrapped = _encrypt(self.keys[self.current], data_key, bound_to)
        return f"v1.{self.current}.{wrapped}.{_encrypt(data_key, text.encode(), bound_to)}"

    def open(self, sealed: str, *, company: str, row: str) -> str:
        """Decrypt what `seal` made for the same company and row. Raises `CannotOpen`."""
        try:
            version, key_id, wrapped, body = sealed.split(".")
            if version != "v1":
                raise CannotOpen(f"unknown format {version!r}")
            bound_to = f"v1|{key_id}|{company}|{row}".encode()
            data_key = _decrypt(self.keys[key_id], wrapped, bound_to)
            return _decrypt(data_key, body, bound_to).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise CannotOpen("The stored secret cannot be decrypted with the keys at hand.") from error

    def reseal(self, sealed: str, *, company: str, row: str) -> str:
        """The same secret under the current key (for key rotation)."""
        return self.seal(self.open(sealed, company=company, row=row), company=company, row=row)

    def sign(self, text: str, *, purpose: str) -> str:
        """A signature (HMAC-SHA256, `<key id>.<hex>`) that only who has the keys can make."""
        return f"{self.current}.{self._signature(self.current, text, purpose)}"

    def is_signed(self, text: str, signature: str, *, purpose: str) -> bool:
        """Whether `sign` made this for the same text and purpose, with any of the keys."""
        key_id, _, given = signature.partition(".")
        return key_id in self.keys and hmac.compare_digest(self._signature(key_id, text, purpose), given)

    def _signature(self, key_id: str, text: str, purpose: str) -> str:
        # A key of its own for each purpose: HKDF's extract-and-expand in one block (RFC 5869).
        own = hmac.digest(hmac.digest(b"sign", self.keys[key_id], "sha256"), purpose.encode() + b"\x01", "sha256")
        return hmac.digest(own, text.encode(), "sha256").hex()


def box_from_text(text: str) -> SecretBox:
    """Read `id:base64key[,id:base64key…]`; the first is current. Raises `ValueError` naming what is wrong."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        key_id, _, encoded = part.partition(":")
        key = base64.urlsafe_b64decode(encoded)
        if not _KEY_ID.fullmatch(key_id) or len(key) != 32:
            raise ValueError(f"ENCRYPTION_KEYS: {key_id[:32]!r} must be an id, a colon and 32 bytes in base64")
        keys[key_id] = key
    if not keys:
        raise ValueError("ENCRYPTION_KEYS is empty: give at least one key as id:base64")
    return SecretBox(keys, next(iter(keys)))


def new_key_text(key_id: str = "k1") -> str:
    """A fresh key in the form `box_from_text` reads."""
    return f"{key_id}:{base64.urlsafe_b64encode(AESGCM.generate_key(256)).decode()}"


def is_secret(name: str, value: object) -> bool:
    """Whether what stands under this name (or path) may not be shown to anybody: by its name, or being sealed."""
    words = _WORDS.sub(" ", name).lower()
    return bool(_SECRET_NAME.search(words)) or (isinstance(value, str) and bool(_SEALED.fullmatch(value)))

"""A phone or laptop in software: makes passkeys and answers with them, as browsers hand it over."""

import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAGS = AuthenticatorData.FLAG
UNLOCKED = FLAGS.UP | FLAGS.UV


@dataclass
class Device:
    """Holds one passkey. `origin` is the page it is asked from; `flags` say whether its owner unlocked it."""

    origin: str = "http://auth.test"
    site: str = "auth.test"
    flags: Any = UNLOCKED
    uses: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """A new passkey, as `navigator.credentials.create` gives it."""
        public = AttestedCredentialData.create(
            bytes(16), self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        told = CollectedClientData.create("webauthn.create", options["challenge"], self.origin)  # pyright: ignore[reportUnknownMemberType] - fido2 leaves a mapping open
        found = AuthenticatorData.create(sha256(self.site.encode()), self.flags | FLAGS.AT, self.uses, public)  # pyright: ignore[reportUnknownMemberType] - fido2 leaves a mapping open
        attested = AttestationObject.create("none", found, {})
        return self._credential({"clientDataJSON": websafe_encode(told), "attestationObject": websafe_encode(attested)})

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        """An answer to a question, as `navigator.credentials.get` gives it."""
        self.uses += 1
        told = CollectedClientData.create("webauthn.get", options["challenge"], self.origin)  # pyright: ignore[reportUnknownMemberType] - fido2 leaves a mapping open
        found = AuthenticatorData.create(sha256(self.site.encode()), self.flags, self.uses)  # pyright: ignore[reportUnknownMemberType] - fido2 leaves a mapping open
        signature = self.key.sign(found + sha256(told), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": told, "authenticatorData": found, "signature": signature}
        return self._credential({name: websafe_encode(part) for name, part in parts.items()})

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}

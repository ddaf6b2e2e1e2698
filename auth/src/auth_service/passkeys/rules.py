"""What WebAuthn asks of questions and answers, in our words. Attestation is not asked for: any device may come."""

import base64
import hashlib
import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from auth_service.passkeys.problems import NoNameForPasskeys, PasskeyNotAccepted, PasskeyNotAdded

_NAME = "AI Agent Platform"
# What the library and what it stands on raise for answers that are malformed rather than wrong.
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


def site_of(origin: str) -> str:
    """The name passkeys are bound to. Raises `NoNameForPasskeys`."""
    host = urlsplit(origin).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    raise NoNameForPasskeys("Open the platform by a name (on your own machine: http://localhost) and try again.")


def registration(person: Mapping[str, Any], have: Sequence[str], origin: str, challenge: bytes) -> dict[str, Any]:
    """The question for a new passkey that is none of those the person has."""
    options = generate_registration_options(
        rp_id=site_of(origin),
        rp_name=_NAME,
        user_id=str(person["id"]).encode(),
        user_name=person["email"],
        user_display_name=person["name"],
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=raw(each)) for each in have],
    )
    return cast("dict[str, Any]", orjson.loads(options_to_json(options)))


def authentication(have: Sequence[str], origin: str, challenge: bytes) -> dict[str, Any]:
    """The question for one of these passkeys, or for any the device has."""
    options = generate_authentication_options(
        rp_id=site_of(origin),
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=raw(each)) for each in have],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return cast("dict[str, Any]", orjson.loads(options_to_json(options)))


def registered(credential: Mapping[str, Any], challenge: bytes, origin: str) -> dict[str, Any]:
    """What is kept of a new passkey. Raises `PasskeyNotAdded`."""
    try:
        found = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site_of(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    except _MALFORMED:
        raise PasskeyNotAdded("Try again, or use another device.") from None
    return {
        "credential_hash": digest(found.credential_id),
        "credential_id": text(found.credential_id),
        "public_key": text(found.credential_public_key),
        "sign_count": found.sign_count,
    }


def proven(credential: Mapping[str, Any], challenge: bytes, origin: str, kept: Mapping[str, Any]) -> int:
    """The passkey's new count of uses. Raises `PasskeyNotAccepted`."""
    try:
        return verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site_of(origin),
            expected_origin=origin,
            credential_public_key=raw(kept["public_key"]),
            credential_current_sign_count=kept["sign_count"],
            require_user_verification=True,
        ).new_sign_count
    except _MALFORMED:
        raise PasskeyNotAccepted("Try again, or sign in another way.") from None


def challenge_in(credential: Mapping[str, Any]) -> bytes:
    """The challenge an answer says it answers; whether it was asked is looked up. Raises `PasskeyNotAccepted`."""
    try:
        told = orjson.loads(raw(credential["response"]["clientDataJSON"]))
        return raw(told["challenge"])
    except _MALFORMED:
        raise PasskeyNotAccepted("Try again, or sign in another way.") from None


def credential_hash(credential: Mapping[str, Any]) -> str:
    """The look-up key of the passkey that answered. Raises `PasskeyNotAccepted`."""
    try:
        return digest(raw(credential["rawId"]))
    except _MALFORMED:
        raise PasskeyNotAccepted("Try again, or sign in another way.") from None


def digest(data: bytes) -> str:
    """A key of one length for bytes of any."""
    return hashlib.sha256(data).hexdigest()


def text(data: bytes) -> str:
    """Bytes as base64url."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def raw(encoded: str) -> bytes:
    """The bytes of base64url. Raises `ValueError`."""
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))

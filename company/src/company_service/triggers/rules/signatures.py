"""Whether a caller proved that it knows the secret: bearer, basic, HMAC-SHA256. All comparisons take constant time.

`standard` is Standard Webhooks 1.0 (https://www.standardwebhooks.com): the headers `webhook-id`, `webhook-timestamp`
and `webhook-signature` (`v1,<base64>`, several apart by spaces) over `id.timestamp.body`; the secret may be written as
`whsec_<base64>`. `custom` is one header over the body, or over `timestamp.body` when a timestamp's header is named.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from company_service.triggers.problems import WrongSignature
from company_service.triggers.schemas import Basic, Bearer, Custom, NoProof, Standard

_PREFIX = "whsec_"


def check(
    proof: NoProof | Bearer | Basic | Standard | Custom,
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> None:
    """Raises `WrongSignature`. `headers` have lower-case names."""
    match proof:
        case NoProof():
            return
        case Bearer():
            _same(f"Bearer {secret}", headers.get("authorization", ""), "Send the secret as `Authorization: Bearer …`.")
        case Basic():
            pair = base64.b64encode(f"{proof.username}:{secret}".encode()).decode()
            _same(f"Basic {pair}", headers.get("authorization", ""), "Send the user name and the password.")
        case Standard():
            _check_standard(proof, secret, headers, body, now)
        case Custom():
            _check_custom(proof, secret, headers, body, now)


def _same(wanted: str, given: str, message: str) -> None:
    scheme, _, rest = given.partition(" ")
    whole = f"{scheme.capitalize()} {rest.strip()}"
    if not hmac.compare_digest(wanted.encode(), whole.encode("utf-8", "surrogatepass")):
        raise WrongSignature(message)


def _check_standard(proof: Standard, secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    _check_time(timestamp, proof.tolerance, now)
    wanted = hmac.digest(key_of(secret), _joined(message_id, timestamp, body), hashlib.sha256)
    given = [
        each.removeprefix("v1,") for each in headers.get("webhook-signature", "").split()[:20] if each[:3] == "v1,"
    ]
    if not message_id or not any(hmac.compare_digest(wanted, _from_base64(each)) for each in given):
        raise WrongSignature("The signature in `webhook-signature` does not fit the body and the secret.")


def _check_custom(proof: Custom, secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    signed = body
    if proof.timestamp_header:
        timestamp = headers.get(proof.timestamp_header.lower(), "")
        _check_time(timestamp, proof.tolerance, now)
        signed = _joined(timestamp, body)
    wanted = hmac.digest(secret.encode(), signed, hashlib.sha256)
    text = headers.get(proof.header.lower(), "").strip()
    has_prefix = text.startswith(proof.prefix)
    bare = text.removeprefix(proof.prefix)
    given = _from_base64(bare) if proof.encoding == "base64" else _from_hex(bare)
    if not (hmac.compare_digest(wanted, given) and has_prefix):
        raise WrongSignature(f"The signature in `{proof.header}` does not fit the body and the secret.")


def key_of(secret: str) -> bytes:
    """The bytes that a Standard Webhooks secret stands for: base64 after `whsec_`, else the text itself."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    return _from_base64(secret.removeprefix(_PREFIX)) or secret.encode()


def _joined(*parts: str | bytes) -> bytes:
    return b".".join(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in parts)


def _check_time(given: str, tolerance: int, now: datetime) -> None:
    plain = given.partition(".")[0]
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 12):
        raise WrongSignature("The timestamp is missing or is not a number of seconds since 1970.")
    if abs(now.timestamp() - int(plain)) > tolerance:
        raise WrongSignature(f"The timestamp is more than {tolerance} seconds away from now. Check the clock.")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""

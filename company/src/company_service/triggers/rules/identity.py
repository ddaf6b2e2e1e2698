"""What stands for a delivery and for a public address where they are looked up."""

import hashlib


def claim_key(trigger_id: str, key: str) -> str:
    """What a delivery's key means for one trigger."""
    return hashlib.sha256("\n".join(["trigger", trigger_id, key]).encode("utf-8", "surrogatepass")).hexdigest()


def token_hash(token: str) -> str:
    """How a public address is found without its token being stored in the clear."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

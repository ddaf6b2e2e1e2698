"""Identifiers: UUIDv7 (RFC 9562) behind a readable prefix, so that they sort by time and say what they name."""

import os
import re
import time

from kernel.problems import NotFound

_SHAPE = re.compile(r"[a-z]{2,6}_[0-9a-f]{32}")


def uuid7_hex() -> str:
    """A UUIDv7 as 32 hexadecimal digits: 48 bits of Unix milliseconds, then version, variant and 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | random & (1 << 62) - 1
    return f"{value:032x}"


def new_id(prefix: str) -> str:
    """A fresh identifier, for example `run_0192…`."""
    return f"{prefix}_{uuid7_hex()}"


def check_id(prefix: str, value: str) -> str:
    """Return `value` if it has the shape of an identifier with this prefix, else raise `NotFound`."""
    if not (value.startswith(prefix + "_") and _SHAPE.fullmatch(value)):
        raise NotFound(f"There is nothing with the id {value[:60]!r}.")
    return value

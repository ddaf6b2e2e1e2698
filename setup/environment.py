"""`.env` of the composed stack: `.env.example` with every secret filled in, each strong, random and its own.

A value that is already there is never changed, so the command may be run again when an upgrade needs a new one.
"""

import base64
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from setup.paths import ROOT, SERVICES
from setup.progress import say

_LINE = re.compile(r"^([A-Z][A-Z0-9_]*)=(.*)$")


def _password() -> str:
    return secrets.token_urlsafe(32)


def _encryption_key() -> str:
    """In the form `kernel.secrets` reads: an id, a colon, 32 bytes."""
    return f"k1:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


_MAKERS: dict[str, Callable[[], str]] = {
    "ENCRYPTION_KEYS": _encryption_key,
    "MYSQL_ROOT_PASSWORD": _password,
    "REDIS_PASSWORD": _password,
    "GRAFANA_PASSWORD": _password,
    "BACKUP_PASSPHRASE": _password,
    "TEMPORAL_DATABASE_PASSWORD": _password,
    **{f"{service.upper()}_DATABASE_PASSWORD": _password for service in SERVICES},
    **{f"{service.upper()}_SERVICE_SECRET": _password for service in SERVICES},
}


def filled(example: str, present: str) -> str:
    """The text of `.env`: what is present, kept; what the example adds, with secrets made up."""
    kept = {match[1]: match[2] for line in present.splitlines() if (match := _LINE.match(line))}
    lines: list[str] = []
    for line in example.splitlines():
        match = _LINE.match(line)
        if match is None:
            lines.append(line)
            continue
        name, value = match[1], match[2]
        maker = _MAKERS.get(name)
        lines.append(f"{name}={kept.pop(name, '') or (maker() if maker else value)}")
    lines += [f"{name}={value}" for name, value in kept.items()]
    return "\n".join(lines) + "\n"


def write_environment(file: Path = ROOT / ".env") -> None:
    """Write `.env`, readable by its owner only."""
    example = (ROOT / ".env.example").read_text()
    text = filled(example, file.read_text() if file.exists() else "")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    file.chmod(0o600)
    say(f"{file.name} is ready, with secrets of its own. Keep it: what is encrypted with it cannot be read without it.")

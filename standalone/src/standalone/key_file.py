"""The file with the key that secrets at rest are encrypted with, when no setting gives one."""

import os
from pathlib import Path

from kernel.secrets import SecretBox, box_from_text, new_key_text


def box_from_file(path: Path, *, may_create: bool) -> SecretBox:
    """Read the key file (mode 0600); make it when `may_create`, refuse when data exists already without it."""
    if not path.exists():
        if not may_create:
            raise FileNotFoundError(
                f"The encryption key {path} is missing, but data encrypted with it exists. Restore it."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(new_key_text() + "\n")
            file.flush()
            os.fsync(file.fileno())
    return box_from_text(path.read_text())

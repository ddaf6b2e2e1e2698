"""Office files are archives: opened only when what they unpack to is not too much, and read without touching a disk."""

import zipfile
import zlib
from io import BytesIO

LARGEST = 100 * 1024 * 1024
_MOST_FILES = 5_000
DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, AttributeError, TypeError, EOFError,
    NotImplementedError, RuntimeError, RecursionError, OSError,
)  # fmt: skip
"""What the libraries that read files let through for one that is not as it should be."""


class Refused(Exception):
    """A file that is not read: `kind` is `too_large` or `not_readable`, the text says why."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive. Raises `Refused` where it is damaged or would unpack to too much."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except DAMAGED:
        raise Refused("not_readable", "is damaged") from None
    files = archive.infolist()
    if len(files) > _MOST_FILES or sum(file.file_size for file in files) > LARGEST:
        raise Refused("too_large", f"is larger unpacked than {LARGEST // 1024**2} MiB")
    if any(file.flag_bits & 1 for file in files):
        raise Refused("not_readable", "is protected by a password")
    return archive


def holds(content: bytes, name: str) -> bool:
    """Whether it is an archive with a file of this name, whatever its own name says."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return name in archive.namelist()
    except DAMAGED:
        return False

"""Which files are taken, and what they are called. Pure."""

import hashlib
import mimetypes
from pathlib import PurePosixPath

MAX_BYTES = 20 * 1024 * 1024
_KINDS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".rst": "text/x-rst",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".json": "application/json",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".eml": "message/rfc822",
}
TAKEN = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), text, Markdown, HTML, CSV, e-mail (.eml) or a picture "
    "(.png, .jpg, .tiff, .webp)"
)


def media_type_of(name: str, declared: str = "") -> str | None:
    """The media type of a file by its name, or else by what its sender says; None where it is not taken."""
    known = _KINDS.get(PurePosixPath(name.lower()).suffix)
    said = declared.partition(";")[0].strip().lower()
    if known is None and (said in _KINDS.values() or (said.startswith("text/") and not _is_known_other(name))):
        return said
    return known


def _is_known_other(name: str) -> bool:
    guessed, _ = mimetypes.guess_type(name)
    return guessed is not None and not guessed.startswith("text/")


def key_of(place: str) -> str:
    """A place as a key of fixed length."""
    return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()


def title_of(name: str) -> str:
    """What a file's name says in words."""
    stem = PurePosixPath(name).stem
    return " ".join(stem.replace("_", " ").replace("-", " ").split())[:200]

"""What a file is, by its first bytes rather than by what its sender says, and what it may be called."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_BYTES = 25 * 1024 * 1024
UNKNOWN = "application/octet-stream"

# File signatures as in the WHATWG MIME Sniffing standard, and those of the formats that people send as documents.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_INSIDE: dict[str, tuple[str, ...]] = {
    "application/zip": (_OFFICE, "application/vnd.oasis.opendocument.", "application/epub+zip"),
    "application/x-ole-storage": ("application/msword", "application/vnd.ms-"),
}
"""Formats that are kept inside another one, which its signature alone cannot tell."""
_TEXTS = {
    "text/plain", "text/csv", "text/markdown", "text/html", "text/xml", "application/json", "application/xml",
    "message/rfc822",
}  # fmt: skip
_CONTROLS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SAMPLE = 64 * 1024


def media_type_of(content: bytes, declared: str) -> str:
    """The media type of a content; what is declared decides only among what the content can be."""
    said = declared.partition(";")[0].strip().lower()
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for signature, found in _SIGNATURES:
        if content.startswith(signature):
            return said if said.startswith(_INSIDE.get(found, ("\0",))) and _is_token(said) else found
    if _is_text(content):
        return said if said in _TEXTS else "text/plain"
    return UNKNOWN


def _is_token(media_type: str) -> bool:
    return re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}", media_type) is not None


def _is_text(content: bytes) -> bool:
    sample = content[:_SAMPLE]
    if b"\0" in sample:
        return False
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        # A character cut in half by the end of the sample is no sign of anything.
        return error.start > len(sample) - 4 and len(content) > len(sample)
    return True


def clean_name(name: str) -> str:
    """A name without folders and without characters that nobody sees, at most 200 characters long."""
    seen = "".join(each for each in name if unicodedata.category(each) not in _CONTROLS)
    last = PurePosixPath(seen.replace("\\", "/")).name.strip(" .")
    if len(last) <= 200:
        return last or "file"
    ending = PurePosixPath(last).suffix[:20]
    return last[: 200 - len(ending)] + ending


def disposition(name: str) -> str:
    """A `Content-Disposition` that makes browsers save the file under this name (RFC 6266, RFC 8187)."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    allowed = "!#$&+-.^_`|~"
    encoded = "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in allowed) else f"%{byte:02X}"
        for byte in name.encode()
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"

"""What the outside sees of files."""

from dataclasses import dataclass

from pydantic import BaseModel


class FileView(BaseModel):
    """A file as it was taken."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Content:
    """A file with its bytes."""

    name: str
    media_type: str
    data: bytes

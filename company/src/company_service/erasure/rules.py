"""How long a deletion can be taken back, and what an export says of itself."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any

GRACE = timedelta(days=14)
"""Time in which a deletion can be taken back."""
PATIENCE = timedelta(hours=1)
"""How long the deletion waits for runs that were asked to stop."""
SERVICES = ("agents", "ai", "auth", "company", "notifications")


def about(company: Mapping[str, Any], counts: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """What stands in `about.json`: whose data it is, of when, and how many of each kind."""
    return {
        "company": {name: company[name] for name in ("id", "name", "settings", "created_at")},
        "exported_at": now.isoformat(),
        "format": "One folder for each service, with a file of JSON lines for each kind; uploaded files under files/.",
        "left_out": "Passwords, tokens, keys, links of notices and other credentials.",
        "kinds": dict(counts),
    }


class _Sink(io.RawIOBase):
    """Collects what is written, to be taken away; it cannot be sought in, so the zip is written as a stream."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


class Archive:
    """A zip that is written part by part. What is added to one name in a row becomes one file."""

    def __init__(self, at: datetime) -> None:
        self._at = at.timetuple()[:6]
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        self._name = ""
        self._open: IO[bytes] | None = None

    def add(self, name: str, data: bytes) -> bytes:
        """Add to a file; answers the bytes of the zip that are ready."""
        if name != self._name or self._open is None:
            self._close()
            info = zipfile.ZipInfo(name, self._at)
            info.compress_type = zipfile.ZIP_DEFLATED
            self._name, self._open = name, self._zip.open(info, "w", force_zip64=True)
        self._open.write(data)
        return self._sink.taken()

    def end(self) -> bytes:
        """The rest of the zip."""
        self._close()
        self._zip.close()
        return self._sink.taken()

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

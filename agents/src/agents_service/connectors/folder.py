"""A folder on the machine, below the one that the administrator named in `KNOWLEDGE_FOLDER`."""

import asyncio
import os
from bisect import bisect_right
from pathlib import Path

from agents_service.connectors.protocol import DocumentGone, Entry, Listing, PlaceNotUsable

_PAGE = 500
_MOST = 200_000


class Folder:
    """Files below a folder, by their paths. Links are not followed: they could lead out of it."""

    def __init__(self, root: Path | None, path: str) -> None:
        self._root = root
        self._path = path
        self._entries: list[Entry] | None = None

    def _folder(self) -> Path:
        if self._root is None:
            raise PlaceNotUsable("Folders are switched off here. An administrator can name one in KNOWLEDGE_FOLDER.")
        root = self._root.resolve()
        folder = (root / self._path.strip("/")).resolve()
        if not folder.is_relative_to(root):
            raise PlaceNotUsable(f"“{self._path}” leads out of the folder that the administrator opened.")
        if not folder.is_dir():
            raise PlaceNotUsable(f"There is no folder “{self._path}” in the one that the administrator opened.")
        return folder

    async def page(self, cursor: str | None) -> Listing:
        if self._entries is None:
            self._entries = await asyncio.to_thread(self._walk)
        start = bisect_right(self._entries, cursor, key=lambda each: each.place) if cursor else 0
        some = self._entries[start : start + _PAGE]
        return Listing(some, some[-1].place if start + _PAGE < len(self._entries) else None)

    def _walk(self) -> list[Entry]:
        folder = self._folder()
        entries: list[Entry] = []

        def refuse(error: OSError) -> None:
            # A listing that leaves something out is none: what is not seen would be taken for deleted.
            raise PlaceNotUsable(f"“{Path(str(error.filename)).name}” cannot be read: {error.strerror}.") from error

        for here, folders, names in os.walk(folder, onerror=refuse):
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            for name in names:
                path = Path(here) / name
                if name.startswith(".") or path.is_symlink() or not path.is_file():
                    continue
                about = path.stat()
                place = path.relative_to(folder).as_posix()
                entries.append(Entry(place, f"{about.st_mtime_ns}-{about.st_size}", about.st_size))
            if len(entries) > _MOST:
                raise PlaceNotUsable(f"The folder holds more than {_MOST:,} files. Make a source of each part of it.")
        return sorted(entries, key=lambda each: each.place)

    async def fetch(self, place: str, most: int) -> bytes:
        return await asyncio.to_thread(self._read, place, most)

    def _read(self, place: str, most: int) -> bytes:
        folder = self._folder()
        path = folder / place
        if not path.parent.resolve().is_relative_to(folder) or not path.parent.resolve() == path.parent:
            raise DocumentGone(f"“{place}” leads out of its folder.")
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise DocumentGone(f"“{place}” was moved or deleted meanwhile.") from None
        except OSError as error:
            raise PlaceNotUsable(f"“{place}” cannot be read: {error.strerror}.") from error
        with os.fdopen(descriptor, "rb") as file:
            return file.read(most + 1)

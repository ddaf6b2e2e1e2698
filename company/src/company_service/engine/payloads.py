"""Large values and uploaded files, by company and SHA-256. Written once, whole, before anything refers to them.

The name of a value is the hash of what is in it, so writing the same value again changes nothing, and no name ever
comes from outside. What a run keeps stands under the run's own name and is nobody else's, so it can be deleted with the
run: whoever writes the same bytes at that moment writes them somewhere else. Uploaded files are the company's.
"""

import asyncio
import hashlib
import os
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import Protocol

from kernel.problems import NotFound, Unavailable

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

LARGE = 32 * 1024
"""Bytes from which a value is kept here instead of in the journal."""


def digest_of(data: bytes) -> str:
    """The name of these bytes."""
    return hashlib.sha256(data).hexdigest()


class PayloadsAway(Unavailable):
    """The store cannot be reached or refuses; a value that was to be kept may be there or not."""

    title = "Large values cannot be kept or read just now"


class PayloadStore(Protocol):
    """Keeps bytes of a company, or of one run of it, under their SHA-256."""

    async def put(self, company_id: str, data: bytes, *, run_id: str = "") -> str:
        """Keep the bytes, durably; answers their hash. Raises `PayloadsAway`."""
        ...

    async def get(self, company_id: str, digest: str, *, run_id: str = "") -> bytes:
        """The bytes: the run's, or else the company's. Raises `NotFound` and `PayloadsAway`."""
        ...

    async def forget_run(self, company_id: str, run_id: str) -> None:
        """Delete whatever this run keeps; once more changes nothing."""
        ...

    async def forget_company(self, company_id: str) -> None:
        """Delete whatever a company keeps; once more changes nothing."""
        ...


def run_place(company_id: str, run_id: str) -> PurePosixPath:
    """Where everything of one run stands. Raises `NotFound` when a name is no name of ours."""
    if not _NAME.fullmatch(company_id) or not _NAME.fullmatch(run_id):
        raise NotFound("There is no such value.")
    return PurePosixPath(company_id, "runs", run_id[-2:], run_id)


def company_place(company_id: str) -> PurePosixPath:
    """Where everything of one company stands. Raises `NotFound` when a name is no name of ours."""
    if not _NAME.fullmatch(company_id):
        raise NotFound("There is no such value.")
    return PurePosixPath(company_id)


def places(company_id: str, digest: str, run_id: str) -> list[PurePosixPath]:
    """Where a value stands: the first place is where it is written, the others may have it too."""
    if not _DIGEST.fullmatch(digest) or not _NAME.fullmatch(company_id):
        raise NotFound("There is no such value.")
    of_company = PurePosixPath(company_id, digest[:2], digest)
    # Runs of earlier versions kept their values among the company's.
    return [run_place(company_id, run_id) / digest, of_company] if run_id else [of_company]


class FilePayloads:
    """A file for each value, in a folder for each company."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, company_id: str, data: bytes, *, run_id: str = "") -> str:
        digest = digest_of(data)
        await asyncio.to_thread(self._write, self._folder / places(company_id, digest, run_id)[0], data)
        return digest

    async def get(self, company_id: str, digest: str, *, run_id: str = "") -> bytes:
        for place in places(company_id, digest, run_id):
            try:
                return await asyncio.to_thread((self._folder / place).read_bytes)
            except FileNotFoundError:
                continue
        raise NotFound("This value is no longer kept.")

    async def forget_run(self, company_id: str, run_id: str) -> None:
        await asyncio.to_thread(_remove, self._folder / run_place(company_id, run_id))

    async def forget_company(self, company_id: str) -> None:
        await asyncio.to_thread(_remove, self._folder / company_place(company_id))

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        if path.exists():
            return
        _make_folder(path.parent)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        try:
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)  # on a full disk, half a file takes the room that is missing
            raise
        _sync(path.parent)


def _make_folder(folder: Path) -> None:
    """The folder, and those above it, so that they are there after a power cut too."""
    if folder.exists():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)

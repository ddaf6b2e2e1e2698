"""The file of a backup: a tar, compressed, and sealed with a passphrase where there is one.

Sealed: a mark, a salt, and pieces of at most 1 MiB under AES-256-GCM, the key made of the passphrase by scrypt. Each
piece is sealed with its number and whether it is the last, so that none can be left out, exchanged or cut off (the
STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import gzip
import os
import shutil
import tarfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MARK = b"agent-platform backup 1\n"
_SALT = 16
_PIECE = 1024 * 1024
_TAG = 16


class BadBackup(Exception):
    """The file is not a backup, or not a whole one; the message says what to do."""


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class _Sealing:
    """A file that seals what is written to it."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(_SALT)
        self._file, self._cipher, self._number, self._held = file, _cipher(passphrase, salt), 0, bytearray()
        file.write(_MARK + salt)

    def write(self, data: bytes) -> int:
        self._held += data
        while len(self._held) > _PIECE:
            self._put(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing leaves before a piece is full."""

    def end(self) -> None:
        """Seal what is left as the last piece."""
        self._put(bytes(self._held), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class _Opening:
    """A file that reads what was sealed."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self._file, self._cipher, self._number = file, _cipher(passphrase, file.read(_SALT)), 0
        self._next, self._held = file.read(_PIECE + _TAG), b""

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._held) < size) and self._next:
            piece, self._next = self._next, self._file.read(_PIECE + _TAG)
            try:
                self._held += self._cipher.decrypt(_nonce(self._number, last=not self._next), piece, None)
            except InvalidTag:
                raise BadBackup(
                    "BACKUP_PASSPHRASE does not open this backup, or it is damaged. Nothing was changed."
                ) from None
            self._number += 1
        taken = self._held if size < 0 else self._held[:size]
        self._held = self._held[len(taken) :]
        return taken


@contextmanager
def written(target: Path, passphrase: str) -> Generator[tarfile.TarFile]:
    """Write a backup; it appears under its name once it is whole and on disk."""
    part = target.with_name(f"{target.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        sealing = _Sealing(file, passphrase) if passphrase else None
        with (
            gzip.GzipFile(fileobj=cast("Any", sealing or file), mode="wb", compresslevel=3) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            yield tar
        if sealing:
            sealing.end()
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)


def unpacked(source: Path, folder: Path, passphrase: str) -> None:
    """Unpack a backup into a folder. Raises `BadBackup`."""
    try:
        with source.open("rb") as file:
            opening: Any = file
            if file.read(len(_MARK)) == _MARK:
                if not passphrase:
                    raise BadBackup(f"{source} is sealed: set BACKUP_PASSPHRASE. Nothing was changed.")
                opening = _Opening(file, passphrase)
            else:
                file.seek(0)
            with gzip.GzipFile(fileobj=opening) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
                for member in tar:
                    _put(tar, member, folder)
                packed.read()  # to the very end, which says whether anything is missing
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BadBackup(f"{source} is not a whole backup of this platform ({error}). Nothing was changed.") from None


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Unpack one file. `extractall` knows no filter before Python 3.11.4, and would follow any name anywhere."""
    target = folder / member.name
    if not (member.isfile() or member.isdir()) or not target.resolve().is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"it holds {member.name!r}, which no backup does")
    (target if member.isdir() else target.parent).mkdir(parents=True, exist_ok=True)
    data = tar.extractfile(member)
    if data is None:
        return
    with data, target.open("wb") as out:
        shutil.copyfileobj(data, out)
    target.chmod(member.mode & 0o700)
    os.utime(target, (member.mtime, member.mtime))

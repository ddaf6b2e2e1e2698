"""Whether there is no room left: on a disk, or in a table."""

import errno
import sqlite3

from sqlalchemy import exc

_FULL_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_FULL_MYSQL = frozenset({1021, 1114})
"""A disk is full, a table is full."""


def no_room(error: BaseException) -> bool:
    """Whether a disk is full: that of the payloads or that of the database."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _FULL_SQLITE
    return bool(cause and cause.args and cause.args[0] in _FULL_MYSQL)

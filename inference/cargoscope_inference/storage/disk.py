"""The disk that a store is on."""

import errno
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

FULL = {errno.ENOSPC, errno.EDQUOT}


def free_bytes(folder: Path) -> int:
    """Bytes that this user may still write there."""
    return shutil.disk_usage(folder).free


def is_full(error: BaseException) -> bool:
    """Whether an error, also one of the database, says that the disk is full."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in FULL

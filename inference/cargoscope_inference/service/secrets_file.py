"""The service's own secret, where it was given none: made once, and kept beside the database."""

import os
import secrets
from pathlib import Path

from cargoscope_inference.storage.originals import sync_folder

NAME = "secret"


def own_secret(folder: Path) -> bytes:
    """The secret of a service that listens on loopback only; readable by its user alone."""
    path = folder / NAME
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = secrets.token_hex(32).encode()
    temporary = folder / f".{NAME}.{secrets.token_hex(8)}"
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    sync_folder(folder)
    return made

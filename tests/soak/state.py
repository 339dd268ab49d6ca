"""Where soaks keep their state: by the commit, so that no figure of one commit is told as that of another."""

import os
import subprocess
from pathlib import Path

from .box import REPOSITORY

NO_COMMIT = "no-commit"


def commit() -> str:
    """The commit that is tested, as `git describe --always --dirty` says it; `NO_COMMIT` without a repository."""
    words = ["git", "describe", "--always", "--dirty"]
    try:
        told = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return NO_COMMIT
    return told.stdout.strip().replace("/", "-") or NO_COMMIT


def state_of(soak: str) -> Path:
    """Where a soak of this commit keeps its state, below `CARGOSCOPE_CACHE` or `~/.cache/cargoscope`."""
    cache = Path(os.environ.get("CARGOSCOPE_CACHE") or Path.home() / ".cache" / "cargoscope")
    return cache / f"soak-{soak}-{commit()}"

"""What the files of a watched folder look like from outside."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a file looks like from outside; as long as this stays, so does the file.

    Attributes:
        size: bytes.
        changed: when it was changed last, in ns, by whatever clock its disk has.
        inode: tells a file from another one of its name.
    """

    size: int
    changed: int
    inode: int


def appearance_of(said: os.stat_result) -> Appearance:
    """What the disk says of a file."""
    return Appearance(said.st_size, said.st_mtime_ns, said.st_ino)

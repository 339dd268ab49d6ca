"""The mark of a scan that something was projected into: in the file itself, for whoever loses all that lies beside it.

It stands in the description of a TIFF, in a comment of a JPEG or PNG, under the key `note` in an NPZ, and is looked
for among all bytes of a file, so that it is found whatever a tool made of the rest of its header; and under its key in
an NPZ that was compressed.
"""

import mmap
import zipfile
from io import BytesIO
from pathlib import Path

MARK = b"cargoscope:projected-threat"
NOTE = "note.npy"
"""Member of an NPZ that has it."""
_ZIP = b"PK\3\4"
_LONGEST_NOTE = 4096
_TEXT = "{mark} This is no seizure. A threat was multiplied into a clean scan: {labels}."


def mark_text(labels: tuple[str, ...]) -> str:
    """What stands in a file, ASCII."""
    return _TEXT.format(mark=MARK.decode(), labels=", ".join(labels).encode("ascii", "replace").decode())


def is_marked(data: bytes | mmap.mmap) -> bool:
    """Whether these are the bytes of a scan that something was projected into."""
    return data.find(MARK) >= 0 or (data[:4] == _ZIP and _is_noted(data))


def _is_noted(archive: bytes | mmap.mmap) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(archive)) as members:
            return members.getinfo(NOTE).file_size <= _LONGEST_NOTE and MARK in members.read(NOTE)
    except (KeyError, OSError, RuntimeError, zipfile.BadZipFile, NotImplementedError):
        return False


def is_file_marked(path: Path) -> bool:
    """The same of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return is_marked(data)

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.folder import WatchedFolder
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.spool import Spool

SCAN = b"II*\0" + bytes(range(256)) * 20
SETTLE = 3.0


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", budget=10_000_000)


@pytest.fixture
def output() -> io.StringIO:
    """What the station has said."""
    return io.StringIO()


@pytest.fixture
def narrator(output: io.StringIO) -> Narrator:
    return Narrator(output)


@pytest.fixture
def take() -> Callable[..., Entry]:
    """Takes a scan of these bytes into a spool."""

    def take_bytes(spool: Spool, content: bytes = SCAN, *, scan_id: str | None = None, name: str = "a.tif") -> Entry:
        return spool.take_file(
            io.BytesIO(content),
            size=len(content),
            identify=lambda _: scan_id or str(uuid4()),
            name=name,
            media_type="image/tiff",
            metadata={"reference": name},
        )

    return take_bytes


def sha(content: bytes) -> str:
    return sha256(content).hexdigest()


class Watched:
    """A folder that is looked through, and a clock."""

    def __init__(self, folder: Path, spool: Spool, narrator: Narrator) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.spool = spool
        self.seconds = 0.0
        self.watcher = WatchedFolder(folder, spool, narrator, settle=SETTLE, clock=lambda: self.seconds)

    def look(self, seconds: float = 0.0) -> None:
        self.seconds += seconds
        self.watcher.look()

    def look_until_settled(self) -> None:
        self.look()
        self.look(SETTLE)

    @property
    def names(self) -> list[str]:
        return [entry.name for entry in self.spool.entries()]

    def files(self, folder: str = ".") -> set[str]:
        place = self.folder / folder
        return {path.name for path in place.iterdir() if path.is_file()} if place.exists() else set()


@pytest.fixture
def watched(tmp_path: Path, spool: Spool, narrator: Narrator) -> Watched:
    return Watched(tmp_path / "scans", spool, narrator)

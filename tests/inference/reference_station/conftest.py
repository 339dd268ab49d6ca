import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.spool import Spool

SCAN = b"II*\0" + bytes(range(256)) * 20


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

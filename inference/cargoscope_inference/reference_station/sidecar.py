"""What is known of a scan that lies in a file: by a file of JSON beside it, and by its name and time."""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cargoscope_datasets.decoding.columns_header import VIEW

SIDECAR = ".json"
LARGEST_BYTES = 64 << 10
"""As much as the service takes in."""
LONGEST_REFERENCE = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file.

    Attributes:
        metadata: of the scan, for the service.
        passage: what the files of the other views of the same vehicle say as well; None where it is the only one.
        view: of which it is, where there are others.
        low: name of the file beside it that has the lower energy, where that is a file of its own.
        wrong: what is wrong with its sidecar, which then counts for nothing.
    """

    metadata: dict[str, Any] = field(default_factory=dict)
    passage: str | None = None
    view: str | None = None
    low: str | None = None
    wrong: str | None = None

    def scan_id(self, namespace: uuid.UUID, name: str, sha256: str) -> str:
        """The same file is the same scan, however often it is found; and so are the views of one passage.

        Args:
            namespace: of the station.
            name: of the file.
            sha256: hex, of its bytes.
        """
        own = name + sha256 if self.passage is None else f"passage {self.passage}"
        return str(uuid.uuid5(namespace, own))


def known_of(path: Path, sidecar: str | None, changed: int) -> Known:
    """What is known of a file.

    Args:
        path: of the file.
        sidecar: name of the file beside it; what that says goes before what the name and the time of the scan say.
        changed: when the scan was changed last, in ns since 1970 by the clock of its disk.
    """
    known: dict[str, Any] = {"reference": shown(path.stem)[:LONGEST_REFERENCE]}
    try:
        known["finished_at"] = datetime.fromtimestamp(changed / 1e9, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        # A clock that says a year of no calendar says nothing.
        known.pop("finished_at", None)
    if sidecar is None:
        return Known(known)
    said = said_in(path.with_name(sidecar))
    return replace(said, metadata=known | said.metadata)


def said_in(sidecar: Path) -> Known:
    """What a sidecar says by itself."""
    said = _read(sidecar)
    if isinstance(said, str):
        return Known(wrong=said)
    passage, view, low = (said.pop(name, None) for name in ("passage", "view", "low"))
    wrong = _wrong_view(passage, view, said.get("views")) or _wrong_low(low)
    return Known(wrong=wrong) if wrong else Known(said, passage, view, low)


def sidecar_of(name: str, found: Collection[str]) -> str | None:
    """The file beside a scan that says what is known of it: of the same stem, with the ending .json."""
    candidate = f"{Path(name).stem}{SIDECAR}"
    return candidate if candidate in found and candidate != name else None


def shown(name: str) -> str:
    """A file's name as it can be written and sent, whatever its bytes are."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


def _read(sidecar: Path) -> dict[str, Any] | str:
    """The object in a sidecar, or what is wrong with it."""
    try:
        with sidecar.open("rb") as file:
            text = file.read(LARGEST_BYTES + 1)
        if len(text) > LARGEST_BYTES:
            return f"it has more than {LARGEST_BYTES:,} bytes"
        said = json.loads(text)
        json.dumps(said, allow_nan=False).encode()
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    except (ValueError, RecursionError) as error:
        return f"it is no JSON ({error})"
    return said if isinstance(said, dict) else "it is JSON, but no object"


def _wrong_view(passage: object, view: object, views: object) -> str | None:
    if passage is None and view is None:
        return None
    if not (isinstance(passage, str) and 0 < len(passage) <= LONGEST_REFERENCE):
        return f"of one view of several it has to name the `passage`, in up to {LONGEST_REFERENCE} characters"
    if not (isinstance(view, str) and VIEW.fullmatch(view) and isinstance(views, list) and view in views):
        return "of one view of several it has to name the `view`, and all of the passage as `views`"
    return None


def _wrong_low(low: object) -> str | None:
    if low is None or (isinstance(low, str) and low and Path(low).name == low):
        return None
    return "as `low` it has to name a file beside it, without its folder"

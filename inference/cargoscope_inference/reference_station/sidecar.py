"""What is known of a scan that lies in a file: by a file of JSON beside it, and by its name and time."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LARGEST_BYTES = 64 << 10
"""As much as the service takes in."""
LONGEST_REFERENCE = 200


def known_of(path: Path, sidecar: str | None, changed: int) -> tuple[dict[str, Any], str | None]:
    """What is known of a scan, and what is wrong with its sidecar.

    Args:
        path: of the scan.
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
        return known, None
    try:
        with path.with_name(sidecar).open("rb") as file:
            text = file.read(LARGEST_BYTES + 1)
        if len(text) > LARGEST_BYTES:
            return known, f"it has more than {LARGEST_BYTES:,} bytes"
        said = json.loads(text)
        json.dumps(said, allow_nan=False).encode()
    except OSError as error:
        return known, f"it cannot be read ({error.strerror})"
    except (ValueError, RecursionError) as error:
        return known, f"it is no JSON ({error})"
    if not isinstance(said, dict):
        return known, "it is JSON, but no object"
    return known | said, None


def shown(name: str) -> str:
    """A file's name as it can be written and sent, whatever its bytes are."""
    return name.encode(errors="surrogateescape").decode(errors="replace")

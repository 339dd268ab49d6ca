"""A release is written whole, or not at all, and never over another."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from cargoscope_datasets.errors import ReleaseError


def refuse_existing(out: Path) -> None:
    """A release is never written over another.

    Raises:
        ReleaseError: something is there already.
    """
    if out.exists():
        raise ReleaseError(f"{out} exists already; name a folder that does not")


def card_bytes(card: Mapping[str, Any]) -> bytes:
    """A card as it is written, of which the id of the release is taken."""
    return json.dumps(card, indent=2).encode() + b"\n"


def write_release(out: Path, model: bytes, card: Mapping[str, Any]) -> None:
    """Put the finished folder of a release in place.

    Raises:
        ReleaseError: the folder exists.
    """
    refuse_existing(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        (folder / "model.onnx").write_bytes(model)
        (folder / "card.json").write_bytes(card_bytes(card))
        folder.chmod(0o755)
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise

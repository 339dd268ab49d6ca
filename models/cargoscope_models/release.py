"""A release: one folder with `model.onnx` and `card.json`, and what both say.

The ONNX file carries its own specification (labels, kinds, passes, ...) in its metadata, so that no label can be off by
one against a file beside it. The card carries the sha256 of the ONNX file, how it was trained, its parity with torch,
its thresholds and what was measured. The id of a release is the hex sha256 of the bytes of its card.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cargoscope_datasets.errors import ReleaseError
from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.scan import ViewKind

METADATA_KEY = "cargoscope"
FORMAT = 1
SHIPPED = "fifth-light"
LARGEST_MODEL_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pass:
    """One look over a whole view, at one resolution, for some of the labels.

    Attributes:
        name: "fine" or "coarse".
        pitch_mm: side of its square pixels.
        shrink: pixels of the original that become one where the pitch is unknown.
        width: columns of a strip, a multiple of 32.
        heights: rows a strip may have, ascending, multiples of 32; the next higher is taken and padded with air.
        overlap: pixels that neighbouring strips share, at least the longest of the labels.
        labels: what this pass reports.
    """

    name: str
    pitch_mm: float
    shrink: float
    width: int
    heights: tuple[int, ...]
    overlap: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specification:
    """What the ONNX file says of itself.

    Attributes:
        labels: in the order of the network's outputs.
        kinds: the kinds of view that it was made for.
        channels: names of the input channels, as in `cargoscope_models.preprocessing.CHANNELS`.
        stride: input pixels that one cell of the output stands for.
        floor: lowest score that is reported at all.
        suppression: IoU above which two boxes of one label are one object.
        passes: finest first.
    """

    labels: tuple[str, ...]
    kinds: tuple[ViewKind, ...]
    channels: tuple[str, ...]
    stride: int
    floor: float
    suppression: float
    passes: tuple[Pass, ...]

    def to_json(self) -> str:
        """As it stands in the ONNX metadata."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Specification":
        """Read what `to_json` wrote.

        Raises:
            ReleaseError: a field is missing or of the wrong kind.
        """
        try:
            fields: dict[str, Any] = json.loads(text)
            passes = tuple(
                Pass(**{**each, "heights": tuple(each["heights"]), "labels": tuple(each["labels"])})
                for each in fields.pop("passes")
            )
            return cls(
                labels=tuple(fields.pop("labels")),
                kinds=tuple(ViewKind(kind) for kind in fields.pop("kinds")),
                channels=tuple(fields.pop("channels")),
                passes=passes,
                **fields,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ReleaseError(f"model.onnx describes itself in a way that is not understood: {error}") from error


@dataclass(frozen=True, slots=True)
class Release:
    """A release whose files belong together.

    Attributes:
        id: hex sha256 of the bytes of card.json.
        name: name of its folder.
        model: the bytes of model.onnx, just those that the card's sha256 vouches for.
        card: card.json as read.
    """

    id: str
    name: str
    model: bytes
    card: Mapping[str, Any]

    @property
    def thresholds(self) -> dict[str, float]:
        """Score from which on a detection of a label is flagged."""
        return {label: float(value) for label, value in self.card["thresholds"].items()}

    def threshold(self, label: str, zone: Zone | None) -> float:
        """Score from which on a label is flagged in a zone: the zone's own where the card has one, else the label's."""
        own = self.card.get("zone_thresholds", {}).get("" if zone is None else zone.value, {})
        return float(own.get(label, self.card["thresholds"][label]))


def shipped_release() -> Path:
    """Folder of the release that comes with cargoscope."""
    return Path(__file__).parent / "releases" / SHIPPED


def load_release(folder: Path) -> Release:
    """Read a release and check that its model is the one that its card describes.

    Raises:
        ReleaseError: a file is missing, damaged, too large, or not the one that the card names.
    """
    card_bytes = _read(folder, "card.json")
    try:
        card = json.loads(card_bytes)
        wanted, card_format, thresholds = card["model_sha256"], card["format"], card["thresholds"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{folder / 'card.json'} is not a release's card: {error}") from error
    if card_format != FORMAT:
        raise ReleaseError(f"{folder} has card format {card_format}; this cargoscope reads format {FORMAT}")
    if not _are_thresholds(thresholds):
        raise ReleaseError(f"{folder / 'card.json'} gives no threshold by label")
    _check_zones(folder, card.get("zone_thresholds", {}), thresholds)
    model = _read(folder, "model.onnx")
    found = hashlib.sha256(model).hexdigest()
    if found != wanted:
        raise ReleaseError(
            f"{folder / 'model.onnx'} has sha256 {found[:12]}…, its card names {str(wanted)[:12]}…; "
            "copy the release's folder again, whole"
        )
    return Release(hashlib.sha256(card_bytes).hexdigest(), folder.resolve().name, model, card)


def _are_thresholds(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(value, (int, float)) for value in found.values())


def _check_zones(folder: Path, zones: Any, thresholds: Mapping[str, float]) -> None:
    known = [zone.value for zone in Zone]
    tables: list[tuple[Any, Any]] = list(zones.items()) if isinstance(zones, dict) else [(zones, {})]
    for name, own in tables:
        if name not in known or not _are_thresholds(own) or own.keys() - thresholds.keys():
            raise ReleaseError(
                f"{folder / 'card.json'} has zone_thresholds that are not understood: {name!r}: {own!r}; zones are "
                f"{', '.join(known)}, and each gives scores for labels of the release"
            )


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        size = path.stat().st_size
        if size > LARGEST_MODEL_BYTES:
            raise ReleaseError(f"{path} has {size:,} bytes; at most {LARGEST_MODEL_BYTES:,} are read")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise ReleaseError(f"{folder} is not a release: cannot read its {name} ({reason})") from error

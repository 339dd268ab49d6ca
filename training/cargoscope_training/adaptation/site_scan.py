"""A site's own scan, made ready to cut crops from: in the cache, on its own pixels."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.layout.places import HidingPlace, hiding_places
from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.projection.noise import Noise, measured_noise
from cargoscope_datasets.scan import View, ViewKind


@dataclass(frozen=True, slots=True)
class SiteScan:
    """A clean scan to learn from.

    Attributes:
        path: where its pixels lie; only this travels to the process that cuts crops.
        kind: calibrated or display.
        pitch_mm: height and width of its pixels; None: unknown, and nothing can be put into it.
        noise: of a calibrated one, as far as it tells.
        places: where something could be hidden, in its pixels; none where no outline is sure.
    """

    path: Path
    kind: ViewKind
    pitch_mm: tuple[float, float] | None
    noise: Noise
    places: tuple[HidingPlace, ...]

    @property
    def plane(self) -> NDArray[np.float16]:
        """(rows, columns) float16, 1 is air; memory-mapped."""
        return _mapped(self.path)


@cache
def _mapped(path: Path) -> NDArray[np.float16]:
    return np.asarray(np.load(path, mmap_mode="r"))


def keep(view: View, path: Path) -> None:
    """Put a view into the cache."""
    plane = view.planes[0]
    noise = Noise(0.0, 0.0) if view.kind is ViewKind.DISPLAY else measured_noise(plane)
    places = hiding_places(plane, view.outlines, view.direction)
    np.save(path, plane.astype(np.float16))
    described = {
        "kind": view.kind.value,
        "pitch_mm": None if view.pitch is None else [view.pitch.row_mm, view.pitch.column_mm],
        "noise": asdict(noise),
        "places": [[place.zone.value, sorted(place.kinds), place.box] for place in places],
    }
    # Written last: a scan without a description is read again after a cut.
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(described), encoding="utf-8")
    partial.replace(path.with_suffix(".json"))


def is_kept(path: Path) -> bool:
    """Whether all of a scan is in the cache."""
    return path.with_suffix(".json").exists()


def kept(path: Path) -> SiteScan:
    """What `keep` has put there."""
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    pitch = told["pitch_mm"]
    places = tuple(
        HidingPlace(Zone(zone), frozenset(kinds), (x0, y0, x1, y1)) for zone, kinds, (x0, y0, x1, y1) in told["places"]
    )
    pitch_mm = None if pitch is None else (float(pitch[0]), float(pitch[1]))
    return SiteScan(path, ViewKind(told["kind"]), pitch_mm, Noise(**told["noise"]), places)

"""What is hidden in a scan of a benchmark, and the groups that figures tell apart."""

from functools import cache
from itertools import pairwise
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import Annotation
from cargoscope_datasets.layout.zones import locate
from cargoscope_datasets.projection.contrast import GREY_STEP, band_of, contrast, plane_noise
from cargoscope_datasets.scan import View, ViewKind
from cargoscope_datasets.simulation.goods import GOODS
from cargoscope_datasets.simulation.hiding import Taken
from cargoscope_datasets.simulation.materials import BASIS, MATERIALS
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.threats import FAMILIES
from cargoscope_training.benchmark.scenes import BenchmarkScan
from cargoscope_training.evaluation.results import Truth

Window = tuple[slice, slice]
_OBJECT = 0.05
"""Share of the deepest drop from which on a pixel belongs to the object."""
_LEAST = 1e-7
STEEL_MM = (20.0, 60.0, 120.0)
DETECTABILITY = (200.0, 700.0, 2000.0)
CLUTTER = (5.0, 15.0, 40.0)
"""Where groups of what stands around an object (steel that lets as much through), of d', and of clutter (noise of the
archive's picture in its box, without it, in grey levels) begin."""


def truths_of(scan: BenchmarkScan, view: View) -> tuple[Truth, ...]:
    """Everything that is hidden in a scan, as it is seen in a view."""
    return tuple(_truth(scan, view, each) for each in scan.taken.scan.annotations)


def facets_of(scan: BenchmarkScan) -> dict[str, str]:
    """Groups of a scan as a whole."""
    stored = scan.taken.scan
    return {
        "preset": stored.preset,
        "shown as": "raw counts" if scan.kind is ViewKind.CALIBRATED else "the archive's picture",
        "conveyance": stored.conveyance,
        "goods": ", ".join(stored.goods) or "none",
    }


def novelty(scan: BenchmarkScan, annotation: Annotation) -> str:
    """What of it training never draws."""
    stored = scan.taken.scan
    family = annotation.family is not None and FAMILIES[annotation.label][annotation.family].reserved
    new = {
        "family": family,
        "goods": any(GOODS[name].reserved for name in stored.goods),
        "scanner": presets()[stored.preset].reserved,
    }
    return " and ".join(name for name, is_new in new.items() if is_new) or "nothing"


def step(value: float, limits: tuple[float, ...], unit: str = "") -> str:
    """The group that a value falls into."""
    if value < limits[0]:
        return f"1: below {limits[0]:g}{unit}"
    for number, (low, high) in enumerate(pairwise(limits), 2):
        if value < high:
            return f"{number}: {low:g} to {high:g}{unit}"
    return f"{len(limits) + 1}: {limits[-1]:g}{unit} and more"


def _truth(scan: BenchmarkScan, view: View, annotation: Annotation) -> Truth:
    window = _window(annotation, scan)
    clean, hiding = (_seen(taken)[window] for taken in (scan.clean, scan.taken))
    mask = clean - hiding > _OBJECT * (clean - hiding).max()
    before, after = (taken.scan.picture()[window].astype(np.float32) for taken in (scan.clean, scan.taken))
    clutter = plane_noise(before)
    new = novelty(scan, annotation)
    place = locate(annotation.box, view.outlines)
    shown = annotation.detectability or 0.0
    steel = steel_mm(float(-clean[mask].mean()) if mask.any() else 0.0, scan.taken.scan.scanner.beams[0])
    facets = {
        "band": band_of(max(contrast(before, before - after, mask, GREY_STEP), 0.0)).value,
        "d'": step(shown, DETECTABILITY),
        "hidden in": annotation.place or "unknown",
        "behind steel": step(steel, STEEL_MM, " mm"),
        "clutter": step(clutter, CLUTTER, " grey levels"),
        "zone": "unknown" if place is None else place.zone.value,
        "view": view.name,
        "new to training": new,
        "family": f"{annotation.label}: {annotation.family}",
    }
    return Truth(annotation.label, view.name, annotation.box, new == "nothing", facets | facets_of(scan), shown)


def _window(annotation: Annotation, scan: BenchmarkScan) -> Window:
    rows, columns = scan.taken.scan.counts.shape[1:]
    x0, y0, x1, y1 = annotation.box
    return slice(max(0, floor(y0)), min(rows, ceil(y1))), slice(max(0, floor(x0)), min(columns, ceil(x1)))


def _seen(taken: Taken) -> NDArray[np.float32]:
    """(rows, columns) float32: ln T of the highest energy, without noise, on the pixels of the scan."""
    return np.log(np.maximum(taken.staged.motion.seen(taken.through[0], 0), _LEAST))


def steel_mm(depth: float, beam_mv: float) -> float:
    """Thickness of steel that lets as much through.

    Args:
        depth: -ln T.
        beam_mv: of the scanner.
    """
    thickness, depths = _steel(beam_mv)
    return float(np.interp(depth, depths, thickness))


@cache
def _steel(beam_mv: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    thickness = np.arange(0, 600, 2, dtype=np.float32)
    density = np.zeros((len(BASIS), 1, thickness.size), np.float32)
    density[BASIS.index("iron"), 0] = thickness / 10 * MATERIALS["steel"].density
    return thickness, -np.log(transmission(density, beam_mv)[0])

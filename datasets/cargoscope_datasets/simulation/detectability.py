"""How far an object shows: its box and d' from the noise-free signal."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner.detector import noise_variance
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.solids import Part

Box = tuple[float, float, float, float]
_SEEN_SHARE = 0.03
"""Share of its greatest areal density from which on a pixel belongs to an object: no halo of a thread of cloth."""
_AS_ONE = 0.5
"""IoU of two boxes from which on nobody could tell which is whose."""
_LEAST_SIGNAL = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Shadow:
    """What an object alone puts into the rays' way.

    Attributes:
        rows, columns: where on the sheet.
        density: (basis, rows, columns) float32 of that window, g/cm2.
        box: around the pixels that it covers, in pixels of the sheet.
    """

    rows: slice
    columns: slice
    density: NDArray[np.float32]
    box: Box


def shadow(sheet: Sheet, parts: Sequence[Part]) -> Shadow | None:
    """The shadow of some parts on a sheet, which stays as it is; None where they lie beside it."""
    extents = np.array([sheet.extent(part.solid) for part in parts])
    x0, y0 = np.maximum(extents[:, :2].min(axis=0), 0)
    x1, y1 = np.minimum(extents[:, 2:].max(axis=0), (sheet.shape[1], sheet.shape[0]))
    rows, columns = slice(floor(y0), ceil(y1)), slice(floor(x0), ceil(x1))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    own = sheet.window(rows, columns)
    own.add(parts)
    total = own.density.sum(axis=0)
    seen = total > max(_SEEN_SHARE * float(total.max()), 1e-3)
    if not seen.any():
        return None
    down, along = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    box = (
        float(columns.start + along[0]),
        float(rows.start + down[0]),
        float(columns.start + along[-1] + 1),
        float(rows.start + down[-1] + 1),
    )
    return Shadow(rows, columns, own.density, box)


def shadows(sheet: Sheet, items: Sequence[Sequence[Part]]) -> list[Shadow]:
    """The shadow of each object; of objects that lie so much behind each other that they show as one, one together.

    Args:
        sheet: stays as it is.
        items: parts of each object.
    """
    left = [(item, found) for item in items if (found := shadow(sheet, item)) is not None]
    apart = []
    while left:
        item, seen = left.pop(0)
        behind = next((index for index, (_, other) in enumerate(left) if _shared(seen.box, other.box) > _AS_ONE), None)
        if behind is None:
            apart.append(seen)
            continue
        both = (*item, *left.pop(behind)[0])
        together = shadow(sheet, both)
        if together is not None:
            left.insert(0, (both, together))
    return apart


def _shared(first: Box, second: Box) -> float:
    """Intersection over union."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    common = max(wide, 0.0) * max(high, 0.0)
    areas = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in (first, second))
    return common / (areas - common)


def detectability(whole: Sheet, of: Shadow, scanner: Scanner) -> float:
    """D' = sqrt(sum((change of ln T)^2 / variance of ln T)), over all pixels and energies.

    Args:
        whole: everything that is scanned, the object included.
        of: the object.
        scanner: whose noise; without any, d' is infinite.
    """
    with_it = whole.density[:, of.rows, of.columns]
    total = 0.0
    for beam in scanner.beams:
        signal = np.maximum(transmission(np.ascontiguousarray(with_it), beam), _LEAST_SIGNAL)
        clean = np.maximum(transmission(with_it - of.density, beam), _LEAST_SIGNAL)
        total += squared(clean, signal, scanner)
    return float(np.sqrt(total))


def squared(clean: NDArray[np.float32], signal: NDArray[np.float32], scanner: Scanner) -> float:
    """The square of d' of one plane.

    Args:
        clean: (rows, columns) float32 transmission without the object, above 0.
        signal: the same with it.
        scanner: whose noise.
    """
    change = np.log(clean / signal)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = change**2 * signal**2 / noise_variance(signal, scanner)
    return float(np.where(change == 0, 0, parts).sum(dtype=np.float64))

"""The same scan once more with something hidden in it; columns that it does not reach stay as they are, bit by bit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner.detector import SCATTER_MM, Reading
from cargoscope_datasets.simulation.scanner.motion import Motion
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.scene import Scene
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.simulate import SimulatedScan, annotate, stored
from cargoscope_datasets.simulation.solids import Part
from cargoscope_datasets.simulation.staging import Stage

_BLUR_REACH = 4
"""Deviations that OpenCV's blur of float32 reaches."""
_SCATTER_REACH = 2
"""Deviations beyond which less of a change in scatter is left than of electronics' noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A scan, and all that is needed to take it again.

    Attributes:
        staged: what was scanned, its sheet drawn.
        through: (rows, columns) float32 for each energy: noise-free transmission, evenly scanned.
        readings: one an energy.
        scan: what is stored of them.
    """

    staged: Stage
    through: tuple[NDArray[np.float32], ...]
    readings: tuple[Reading, ...]
    scan: SimulatedScan


def take(staged: Stage) -> Taken:
    """Scan a stage without finds; its sheet is drawn on the way."""
    staged.draw()
    through = tuple(transmission(staged.sheet.density, beam) for beam in staged.scanner.beams)
    readings = tuple(staged.read(through))
    return Taken(staged, through, readings, stored(staged, readings, ()))


def take_again(before: Taken, scene: Scene) -> Taken:
    """The same scan of a scene with one find more.

    What the find adds to the rays' way is added there, so its shadow is as hard, as noisy and as scattered as it would
    be; goods that made room for it are gone. Of the new reading only those columns are taken that its shadow reaches:
    elsewhere even the noise is the same.

    Args:
        before: the clean scan.
        scene: its scene, after `scene.hide`.
    """
    old, find = before.staged, scene.finds[-1]
    columns = _columns(old.sheet, (*find.lot.parts, *_gone(old.scene, scene)))
    sheet = _with_find(old, scene, columns)
    through = tuple(
        _replaced(plane, transmission(np.ascontiguousarray(sheet.density[:, :, columns]), beam), columns)
        for plane, beam in zip(before.through, old.scanner.beams, strict=True)
    )
    reached = reach(columns, old.motion, old.scanner)
    readings = tuple(
        replace(clean, signal=_replaced(clean.signal, again.signal[:, reached], reached))
        for clean, again in zip(before.readings, old.read(through), strict=True)
    )
    staged = replace(old, scene=scene, sheet=sheet)
    scan = stored(staged, readings, annotate(sheet, find, old.scanner, old.motion))
    return Taken(staged, through, readings, scan)


def reach(columns: slice, motion: Motion, scanner: Scanner) -> slice:
    """Columns of a scan that some columns of the even sheet have a part in."""
    places = np.arange(len(motion.columns))
    first, last = np.interp([columns.start - 1, columns.stop], motion.columns, places)
    scatter = _SCATTER_REACH * SCATTER_MM / scanner.column_mm if scanner.scatter else 0.0
    beyond = ceil(max(_BLUR_REACH * scanner.blur_px, scatter)) + 1
    return slice(max(0, floor(first - motion.later) - beyond), min(len(places), ceil(last) + beyond + 1))


def _gone(old: Scene, new: Scene) -> list[Part]:
    """Goods that made room."""
    left = {id(part) for load in new.loads for part in load.parts}
    return [part for load in old.loads for part in load.parts if id(part) not in left]


def _columns(sheet: Sheet, parts: Sequence[Part]) -> slice:
    extents = np.array([sheet.extent(part.solid) for part in parts])
    first, last = float(extents[:, 0].min()), float(extents[:, 2].max())
    return slice(int(np.clip(floor(first), 0, sheet.shape[1])), int(np.clip(ceil(last), 0, sheet.shape[1])))


def _with_find(old: Stage, scene: Scene, columns: slice) -> Sheet:
    rows = slice(0, old.sheet.shape[0])
    sheet = old.sheet.window(rows, slice(0, old.sheet.shape[1]))
    sheet.density[:] = old.sheet.density
    if scene.loads is old.scene.loads:
        sheet.add(scene.finds[-1].lot.parts)
    else:
        strip = old.sheet.window(rows, columns)
        strip.add((*old.ground, *scene.parts))
        sheet.density[:, :, columns] = strip.density
    return sheet


def _replaced(plane: NDArray[np.float32], part: NDArray[np.float32], columns: slice) -> NDArray[np.float32]:
    whole = plane.copy()
    whole[:, columns] = part
    return whole

"""One call from a seed to a scan, its annotations, and files on disk."""

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import Annotation
from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_datasets.scan import Direction, Pitch, PitchSource
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner import counts, measured, random_scanner
from cargoscope_datasets.simulation.scene import clean_scene, hide
from cargoscope_datasets.writing import write_columns, write_tiff

BEAMS_MV = (9.0, 6.0)
"""Of dual energy, the higher first; of single energy the last one."""
SCENE_PITCH_MM = 4.0
"""Scenes are drawn at this pitch and then brought to the scanner's."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedScan:
    """A scan as the station would store it.

    Attributes:
        counts: (energies, rows, columns) uint16, highest energy first.
        pitch: size of a pixel.
        annotations: what was hidden, boxes in pixels of `counts`.
        goods: what each container holds.
    """

    counts: NDArray[np.uint16]
    pitch: Pitch
    annotations: tuple[Annotation, ...]
    goods: tuple[str, ...]

    def write(self, path: Path) -> None:
        """As a zstd TIFF with its pitch in the tags."""
        write_tiff(path, self.counts, self.pitch)

    def header(self, view: str = "side") -> ColumnsHeader:
        """What a station would say of it before it streams it."""
        energies, rows, _ = self.counts.shape
        return ColumnsHeader(
            view=view,
            rows=rows,
            row_order=RowOrder.TOP_DOWN,
            energies=BEAMS_MV[-energies:],
            sample=Sample.U16,
            pitch_mm=(self.pitch.row_mm, self.pitch.column_mm),
            direction=Direction.FRONT_FIRST,
        )

    def write_columns(self, path: Path) -> None:
        """As a station streams it."""
        write_columns(path, self.counts, self.header())


def simulate(seed: int, hidden: tuple[str, ...] = (), *, dual_energy: bool = False) -> SimulatedScan:
    """Simulate one truck.

    Args:
        seed: the same seed gives the same bits.
        hidden: labels of the objects to hide; one that fits nowhere is left out.
        dual_energy: 9 and 6 MV instead of 6 MV alone.
    """
    rng = np.random.default_rng(seed)
    scene = clean_scene(rng, SCENE_PITCH_MM)
    annotations = [found for label in hidden if (found := hide(scene, rng, label)) is not None]
    pitch = Pitch(float(rng.uniform(3.0, 5.5)), float(rng.uniform(4.2, 9.5)), PitchSource.FILE)
    scanner = random_scanner(rng)
    energies = []
    for beam in BEAMS_MV if dual_energy else BEAMS_MV[-1:]:
        through = transmission(scene.canvas.density, beam)
        energies.append(counts(measured(_at_pitch(through, pitch), scanner, rng), scanner))
    ratio = (SCENE_PITCH_MM / pitch.column_mm, SCENE_PITCH_MM / pitch.row_mm) * 2
    moved = [replace(each, box=_scaled(each.box, ratio)) for each in annotations]
    return SimulatedScan(np.stack(energies), pitch, tuple(moved), scene.goods)


def _at_pitch(plane: NDArray[np.float32], pitch: Pitch) -> NDArray[np.float32]:
    rows = round(plane.shape[0] * SCENE_PITCH_MM / pitch.row_mm)
    columns = round(plane.shape[1] * SCENE_PITCH_MM / pitch.column_mm)
    # Transmission is what averages over a pixel, not density: interpolate rows first where they get finer.
    tall = cv2.resize(plane, (plane.shape[1], rows), interpolation=_kind(rows, plane.shape[0]))
    return np.asarray(cv2.resize(tall, (columns, rows), interpolation=_kind(columns, plane.shape[1])), np.float32)


def _kind(after: int, before: int) -> int:
    return cv2.INTER_AREA if after < before else cv2.INTER_LINEAR


def _scaled(
    box: tuple[float, float, float, float], ratio: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (value * factor for value, factor in zip(box, ratio, strict=True))
    return (x0, y0, x1, y1)

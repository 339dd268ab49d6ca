"""One call from a seed to a scan, its annotations, and files on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.decoding.columns_header import ColumnsHeader, RowOrder, Sample
from cargoscope_datasets.scan import Direction, Pitch, PitchSource
from cargoscope_datasets.simulation.detectability import detectability, shadows
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner import detector
from cargoscope_datasets.simulation.scanner.display import developed, display
from cargoscope_datasets.simulation.scanner.motion import Motion
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.scene import Find
from cargoscope_datasets.simulation.sheet import Sheet
from cargoscope_datasets.simulation.staging import Stage, stage
from cargoscope_datasets.writing import write_columns, write_jpeg, write_npz, write_tiff

LEAST_SIDE_PX = 2.0
"""A box with a shorter side shows nothing, and is not annotated."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedScan:
    """A scan as the station would store it.

    Attributes:
        counts: (energies, rows, columns) uint16, highest energy first, before the air calibration.
        air: (energies, rows) float32, the air calibration: counts of each detector channel through air.
        mended: (rows, columns) float32, air is 1: the highest energy as the scanner's archive takes it over.
        pitch: size of a pixel.
        annotations: what was hidden or declared, boxes in pixels of `counts`.
        goods: what each hold carries.
        hs: the same as headings of the Harmonized System.
        conveyance: kind of the vehicle or container.
        cut: the archive kept only its hold.
        preset: make of the scanner.
        scanner: its setting.
    """

    counts: NDArray[np.uint16]
    air: NDArray[np.float32]
    mended: NDArray[np.float32]
    pitch: Pitch
    annotations: tuple[Annotation, ...]
    goods: tuple[str, ...]
    hs: tuple[str, ...]
    conveyance: str
    cut: bool
    preset: str
    scanner: Scanner

    def picture(self) -> NDArray[np.uint8]:
        """(rows, columns) uint8: as the scanner's archive shows it, JPEG included."""
        return display(self.mended, self.scanner.look)

    def write(self, path: Path) -> None:
        """Write it in the form that the name ends in.

        `.npz` has the air calibration and the pitch, `.columns` is what a station streams, `.jpg` is the archive's
        picture, anything else is a zstd TIFF with both in its tags. All but the picture hold the same counts.
        """
        if path.suffix == ".npz":
            write_npz(path, self.counts, self.air, self.pitch)
        elif path.suffix == ".columns":
            write_columns(path, self.counts, self.header())
        elif path.suffix == ".jpg":
            write_jpeg(path, developed(self.mended, self.scanner.look), quality=self.scanner.look.quality)
        else:
            write_tiff(path, self.counts, self.pitch, air=self.air)

    def header(self) -> ColumnsHeader:
        """What a station says of it before it streams its columns."""
        return ColumnsHeader(
            view="top" if self.scanner.top else "side",
            rows=self.counts.shape[1],
            row_order=RowOrder.TOP_DOWN,
            energies=self.scanner.beams,
            sample=Sample.U16,
            interlace_columns=0.5 if self.scanner.interlaced and len(self.scanner.beams) > 1 else 0.0,
            air=self.air,
            pitch_mm=(self.pitch.row_mm, self.pitch.column_mm),
            direction=Direction.FRONT_FIRST,
        )


def simulate(
    seed: int | Sequence[int],
    hidden: Sequence[str] = (),
    *,
    dual_energy: bool = False,
    preset: str | None = None,
    unknown: int = 0,
    benchmark: bool = False,
) -> SimulatedScan:
    """Simulate one vehicle.

    Args:
        seed: the same seed gives the same bits on one machine. On another processor counts may differ by one; in a
            few pixels of some twenty quanta or less by more, where a draw from Poisson's distribution falls otherwise.
        hidden: labels of what to hide; what fits nowhere is left out.
        dual_energy: a scanner of two energies instead of one, where no preset is named.
        preset: make of the scanner; one that fits, where none is named.
        unknown: objects of no named kind, labelled `unknown`.
        benchmark: also what is reserved for benchmarks may come.

    Raises:
        RecipeError: there is no such preset or label, or it is reserved.
    """
    staged = stage(seed, hidden, dual_energy=dual_energy, preset=preset, unknown=unknown, benchmark=benchmark)
    staged.draw()
    return read_out(staged)


def read_out(staged: Stage) -> SimulatedScan:
    """The scan of a stage whose sheet is drawn."""
    sheet, scanner, motion = staged.sheet, staged.scanner, staged.motion
    through = [transmission(sheet.density, beam) for beam in scanner.beams]
    annotations = [each for find in staged.scene.finds for each in annotate(sheet, find, scanner, motion)]
    return stored(staged, staged.read(through), annotations)


def stored(staged: Stage, readings: Sequence[detector.Reading], annotations: Sequence[Annotation]) -> SimulatedScan:
    """The scan that readings are stored as.

    Args:
        staged: what was read.
        readings: one an energy.
        annotations: of what is in the scene.
    """
    scanner = staged.scanner
    return SimulatedScan(
        counts=np.stack([detector.counts(reading, scanner) for reading in readings]),
        air=np.stack([detector.air(reading, scanner) for reading in readings]),
        mended=detector.mended(readings[0]),
        pitch=Pitch(scanner.row_mm, scanner.column_mm, PitchSource.FILE),
        annotations=tuple(annotations),
        goods=tuple(goods.name for goods in staged.scene.goods),
        hs=tuple(goods.hs for goods in staged.scene.goods),
        conveyance=staged.scene.conveyance.name,
        cut=staged.cut,
        preset=staged.preset,
        scanner=scanner,
    )


def annotate(sheet: Sheet, find: Find, scanner: Scanner, motion: Motion) -> list[Annotation]:
    """What shows of a find: one annotation an object that can be told apart.

    Args:
        sheet: everything that is scanned.
        find: some of it.
        scanner: how it is seen.
        motion: how it was moved.
    """
    annotations = []
    for seen in shadows(sheet, find.lot.items):
        if min(seen.box[2] - seen.box[0], seen.box[3] - seen.box[1]) < LEAST_SIDE_PX:
            continue
        annotations.append(
            Annotation(
                label=find.label,
                box=motion.box(seen.box),
                origin=Origin.SIMULATED,
                concealed=find.concealed,
                family=find.family,
                place=find.place,
                detectability=detectability(sheet, seen, scanner),
            )
        )
    return annotations

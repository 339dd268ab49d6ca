"""Pictures to compare: the real ones of the look half, and simulated ones of the same conveyances."""

import re
from dataclasses import dataclass
from itertools import count as counted
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress

from cargoscope_datasets.scan import Pitch
from cargoscope_datasets.simulation.conveyances.corner_frame import HALF_WIDTH
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_datasets.simulation.simulate import read_out
from cargoscope_datasets.simulation.staging import stage
from cargoscope_training.evaluation.real_scans import SHRUNK, clean_scans

GROUPS = ("truck, 40 ft", "container, 40 ft", "container, 20 ft")
"""What the real pictures are of. Other conveyances would be compared with nothing."""
FIRST_SEED = 5_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture, real or simulated.

    Attributes:
        name: the file, or the seed and what it carries.
        group: the conveyance, as far as it is recorded of real scans too: `truck, 40 ft`, `container, 20 ft`, `van`.
        grey: (rows, columns) uint8, brighter is thinner.
        pitch_mm: row and column size.
    """

    name: str
    group: str
    grey: NDArray[np.uint8]
    pitch_mm: tuple[float, float]


def real_pictures(data: Path) -> list[Shown]:
    """The look half."""
    pictures = []
    for scan in clean_scans(data, "look"):
        if scan.name != SHRUNK:
            grey = np.asarray(cv2.imread(str(scan.path), cv2.IMREAD_GRAYSCALE), np.uint8)
            carrier = "truck" if scan.name.startswith("trucks") else "container"
            pictures.append(Shown(scan.name, _with_length(carrier, scan.note), grey, scan.pitch_mm))
    return pictures


def _with_length(carrier: str, told: str) -> str:
    """With the container's length, the first number of feet that is told."""
    length = re.search(r"\b(20|40|45)\b", told.replace("_", " "))
    return f"{carrier}, {length[0]} ft" if length else carrier


def conveyance_group(conveyance: str, *, cut: bool) -> str:
    """The group of a simulated picture; one that is cut to its container counts as a container."""
    if not re.search(r"_\d", conveyance):
        return conveyance
    return _with_length("truck" if conveyance.startswith("truck_") and not cut else "container", conveyance)


def simulated_pictures(preset: str, count: int) -> list[Shown]:
    """As many clean ones, dealt out evenly among `GROUPS`; every preset scans the same vehicles."""
    left = {group: len(range(place, count, len(GROUPS))) for place, group in enumerate(GROUPS)}
    pictures: list[Shown] = []
    with Progress(transient=True) as progress:
        task = progress.add_task(f"simulating, {preset}", total=count)
        for seed in counted(FIRST_SEED):
            if len(pictures) == count:
                break
            # Staging tells the conveyance, and is cheap beside drawing it.
            staged = stage(seed, preset=preset)
            group = conveyance_group(staged.scene.conveyance.name, cut=staged.cut)
            if left.get(group, 0) > 0:
                left[group] -= 1
                staged.draw()
                scan = read_out(staged)
                name = f"{preset} {seed}: {scan.conveyance}, {' and '.join(scan.goods)}"
                pictures.append(Shown(name, group, scan.picture(), pitch_by_outline(scan.pitch, scan.scanner)))
                progress.advance(task)
    return pictures


def pitch_by_outline(pitch: Pitch, scanner: Scanner) -> tuple[float, float]:
    """Row and column size in mm, measured as those of the real pictures were: by the container's outline.

    A scan's own rows are of the middle of the vehicle. The outline is that of the side next to the source, which the
    fan magnifies: by the middle's rows wheels would be higher than wide, and a container half a metre too high.
    """
    near = 1.0 if scanner.top else 1.0 - HALF_WIDTH / scanner.distance_mm
    return pitch.row_mm * near, pitch.column_mm

"""Crops from real scans that officers decided on."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from cargoscope_datasets.annotation import UNKNOWN
from cargoscope_datasets.annotations.data_set import DataSet
from cargoscope_datasets.annotations.labelled import Box, LabelledScan
from cargoscope_datasets.annotations.splits import Split
from cargoscope_datasets.errors import DataSetError, ScanError
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, Scan, ViewKind
from cargoscope_models.preprocessing import AIR, channels, resample
from cargoscope_training.crops import Crop, Crops, mirrored
from cargoscope_training.export import FINE_MM
from cargoscope_training.finds import LEAST_SIDE, LEAST_VISIBLE, MARGIN, SIDE, Placed
from cargoscope_training.pool import COARSE, cache_folder
from cargoscope_training.recipe import Recipe

MARKED_SHARE = 0.7
"""Crops cut around something that is marked; the rest anywhere."""


@dataclass(frozen=True, slots=True)
class RealScan:
    """A scan of the training split at the pitch of the fine pass.

    Attributes:
        path: where its pixels lie; only this travels to the process that cuts crops.
        kind: calibrated or display.
        objects: label and box (x0, y0, x1, y1) in fine pixels of what is there.
        open: the same of what nobody has settled: ignored.
        rejected: boxes in fine pixels of what is no such thing.
    """

    path: Path
    kind: ViewKind
    objects: tuple[tuple[str, Box], ...]
    open: tuple[tuple[str, Box], ...]
    rejected: tuple[Box, ...]

    @property
    def plane(self) -> NDArray[np.float32]:
        """(rows, columns) float32, 1 is air; memory-mapped."""
        return _mapped(self.path)


@cache
def _mapped(path: Path) -> NDArray[np.float32]:
    return np.asarray(np.load(path, mmap_mode="r"))


def check_data_labels(data: DataSet, labels: Sequence[str]) -> None:
    """Refuse a data set with something that the release cannot name; what is of no named kind is no such thing.

    Raises:
        DataSetError: it has other labels.
    """
    scans = [scan for part in data.scans.values() for scan in part]
    marked = {each.label for scan in scans for each in scan.annotations}
    marked |= {each.label for scan in scans for each in (*scan.hard_negatives, *scan.open)}
    if strangers := sorted(marked - {*labels, UNKNOWN}):
        raise DataSetError(
            f"{data.folder} has the labels {strangers}, which the release does not know; it knows {list(labels)}"
        )


def read_original(reader: ScanReader, data: DataSet, labelled: LabelledScan) -> Scan:
    """Read a scan with the pitch that it was analysed with.

    Raises:
        DataSetError: it cannot be read, or is of another size than its annotations are for.
    """
    pitch = None
    if labelled.pitch_mm is not None and labelled.pitch_source is not None:
        pitch = Pitch(*labelled.pitch_mm, labelled.pitch_source)
    path = data.path(labelled)
    try:
        scan = reader.read([path], pitch=pitch)
    except ScanError as error:
        raise DataSetError(f"{path} {error}") from error
    view = scan.views[0]
    if (view.rows, view.columns) != (labelled.rows, labelled.columns):
        raise DataSetError(
            f"{path} has {view.columns} x {view.rows} pixels, its annotations are for "
            f"{labelled.columns} x {labelled.rows}"
        )
    return scan


def load_real(data: DataSet, progress: Callable[[int, int], None]) -> list[RealScan]:
    """The training split, brought to the pitch of the fine pass; what is in the cache already is not read again."""
    folder = cache_folder() / f"real-{data.id[:12]}-{FINE_MM:g}mm"
    folder.mkdir(parents=True, exist_ok=True)
    scans = data.scans[Split.TRAIN]
    found = []
    with ScanReader() as reader:
        for number, labelled in enumerate(scans, 1):
            path = folder / f"{hashlib.sha256(labelled.id.encode()).hexdigest()[:16]}.npy"
            if not path.with_suffix(".json").exists():
                _prepare(reader, data, labelled, path)
            described = json.loads(path.with_suffix(".json").read_bytes())
            found.append(_real_scan(labelled, path, ViewKind(described["kind"])))
            progress(number, len(scans))
    return found


def _prepare(reader: ScanReader, data: DataSet, labelled: LabelledScan, path: Path) -> None:
    view = read_original(reader, data, labelled).views[0]
    pitch = None if view.pitch is None else (view.pitch.row_mm, view.pitch.column_mm)
    np.save(path, resample(view.planes[0], pitch, FINE_MM))
    # Written last: a scan without a description is prepared again after a cut.
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps({"kind": view.kind.value}), encoding="utf-8")
    partial.replace(path.with_suffix(".json"))


def _real_scan(labelled: LabelledScan, path: Path, kind: ViewKind) -> RealScan:
    rows, columns = _mapped(path).shape
    scale = (columns / labelled.columns, rows / labelled.rows)
    return RealScan(
        path,
        kind,
        tuple((each.label, _scaled(each.box, scale)) for each in labelled.annotations if each.label != UNKNOWN),
        tuple((each.label, _scaled(each.box, scale)) for each in labelled.open),
        tuple(_scaled(each.box, scale) for each in labelled.hard_negatives),
    )


class MixedCrops(Dataset[Crop]):
    """Crops of which some are cut from real scans; number n is always the same, as with `Crops`.

    Args:
        simulated: the others.
        scans: the training split.
    """

    def __init__(self, simulated: Crops, scans: Sequence[RealScan]) -> None:
        self.simulated, self.scans = simulated, scans

    def __len__(self) -> int:
        return len(self.simulated)

    def __getitem__(self, index: int) -> Crop:
        recipe = self.simulated.recipe
        rng = np.random.default_rng([recipe.seed, 13, self.simulated.start + index])
        if rng.random() >= recipe.real_share:
            return self.simulated[index]
        coarse = rng.random() < recipe.coarse_share
        scan = self.scans[int(rng.integers(len(self.scans)))]
        return cut_crop(rng, scan, _centre(rng, recipe, scan, coarse=coarse), coarse=coarse)


def _centre(rng: np.random.Generator, recipe: Recipe, scan: RealScan, *, coarse: bool) -> tuple[float, float]:
    """Near something marked that this pass is for, or anywhere; in fine pixels (x, y)."""
    marked = [box for label, box in scan.objects if (label in recipe.coarse_labels) == coarse] + [*scan.rejected]
    if marked and rng.random() < MARKED_SHARE:
        x0, y0, x1, y1 = marked[int(rng.integers(len(marked)))]
        # So far off the middle that something small lies anywhere in the crop, and still mostly inside.
        x, y = rng.uniform(-0.35, 0.35, 2) * SIDE * (COARSE if coarse else 1)
        return (x0 + x1) / 2 + x, (y0 + y1) / 2 + y
    rows, columns = scan.plane.shape
    return rng.uniform(0, columns), rng.uniform(0, rows)


def cut_crop(rng: np.random.Generator, scan: RealScan, centre: tuple[float, float], *, coarse: bool) -> Crop:
    """Cut, stretch a little, prepare, perhaps mirror; noise and processing are the scanner's own."""
    step = COARSE if coarse else 1
    size = SIDE + 2 * MARGIN
    stretch_y, stretch_x = rng.uniform(0.87, 1.15, 2) * step
    rows, columns = round(size * stretch_y), round(size * stretch_x)
    left, top = round(centre[0] - columns / 2), round(centre[1] - rows / 2)
    window = cut_plane(scan.plane, left, top, rows, columns)
    averaging = cv2.INTER_AREA if coarse else cv2.INTER_LINEAR
    plane = np.asarray(cv2.resize(window, (size, size), interpolation=averaging), np.float32)
    image = channels(plane, scan.kind)[:, MARGIN : MARGIN + SIDE, MARGIN : MARGIN + SIDE]
    scale = (size / columns, size / rows)
    objects = [
        placed
        for settled, places in ((True, scan.objects), (False, scan.open))
        for label, box in places
        if (placed := _place(label, box, (left, top), scale, learnt=settled)) is not None
    ]
    if rng.random() < 0.5:
        image = image[:, :, ::-1]
        objects = [Placed(each.label, mirrored(each.box), each.learnt) for each in objects]
    return Crop(torch.from_numpy(np.ascontiguousarray(image)), tuple(objects), coarse)


def cut_plane(plane: NDArray[np.floating], left: int, top: int, rows: int, columns: int) -> NDArray[np.float32]:
    """(rows, columns) float32 of a plane, air beyond its edges."""
    window = np.full((rows, columns), AIR, np.float32)
    y0, y1 = max(top, 0), min(top + rows, plane.shape[0])
    x0, x1 = max(left, 0), min(left + columns, plane.shape[1])
    if y0 < y1 and x0 < x1:
        window[y0 - top : y1 - top, x0 - left : x1 - left] = plane[y0:y1, x0:x1]
    return window


def _place(label: str, box: Box, corner: tuple[int, int], scale: tuple[float, float], *, learnt: bool) -> Placed | None:
    """A box in crop pixels; None where it lies outside."""
    whole = [(value - corner[axis % 2]) * scale[axis % 2] - MARGIN for axis, value in enumerate(box)]
    x0, y0, x1, y1 = (float(np.clip(value, 0, SIDE)) for value in whole)
    if x1 <= x0 or y1 <= y0:
        return None
    visible = (x1 - x0) * (y1 - y0) / ((whole[2] - whole[0]) * (whole[3] - whole[1]))
    seen = visible >= LEAST_VISIBLE and min(x1 - x0, y1 - y0) >= LEAST_SIDE
    return Placed(label, (x0, y0, x1, y1), learnt and seen)


def _scaled(box: Box, scale: tuple[float, float]) -> Box:
    return (box[0] * scale[0], box[1] * scale[1], box[2] * scale[0], box[3] * scale[1])

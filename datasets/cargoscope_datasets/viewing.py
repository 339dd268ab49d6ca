"""From raw planes to a `View`: calibrated, repaired, and with its quality measured."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets import calibration, defects, quality
from cargoscope_datasets.blocks import Blocks, column_blocks, row_blocks
from cargoscope_datasets.calibration import Air
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.layout.doors import find_direction
from cargoscope_datasets.layout.outline import find_outlines
from cargoscope_datasets.layout.pitch import estimate_pitch
from cargoscope_datasets.scan import Pitch, Polarity, Quality, View, ViewKind

SIDE = "side"
"""Name of the view that looks across the vehicle."""


@dataclass(frozen=True, slots=True, eq=False)
class _Repaired:
    dead_rows: NDArray[np.intp]
    misfired_columns: NDArray[np.intp]
    air: Air


def build_view(name: str, raw: RawPlanes, pitch: Pitch | None = None, polarity: Polarity | None = None) -> View:
    """Calibrates, repairs and judges one view.

    Args:
        name: of the view.
        raw: its pixels as stored.
        pitch: size of a pixel, where known; else it is estimated, where the outline of a container is clear.
        polarity: of the stored values; None to find out.
    """
    highest = calibration.value_range(raw.planes, raw.bits)
    polarity = polarity or _polarity(raw)
    planes = _signal(raw.planes, polarity, highest)
    levels = None if raw.air is None else _signal(raw.air, polarity, highest)
    if raw.dark is not None:
        planes -= raw.dark[:, :, None]
        levels = None if levels is None else levels - raw.dark
    dead = np.array(raw.dead_rows, np.intp)
    repaired = [
        _repair(plane, None if levels is None else levels[energy], dead, highest) for energy, plane in enumerate(planes)
    ]
    for plane, energy in zip(planes, repaired, strict=True):
        plane /= highest if raw.display else energy.air.levels[:, None]
    unsteady = calibration.instability(planes[0], repaired[0].air)
    if not raw.display:
        for plane, energy in zip(planes, repaired, strict=True):
            calibration.even_out_columns(plane, energy.air)
    # A container seen from above has neither roof nor floor.
    outlines = find_outlines(planes[0]) if name == SIDE else ()
    return View(
        name,
        ViewKind.DISPLAY if raw.display else ViewKind.CALIBRATED,
        planes,
        pitch or estimate_pitch(outlines),
        _quality(raw, planes[0], repaired, unsteady, highest),
        outlines,
        raw.direction or find_direction(planes[0], outlines),
        raw.cut_short,
    )


def _polarity(raw: RawPlanes) -> Polarity:
    if raw.air is None:
        return calibration.find_polarity(raw.planes[0])
    middle = np.percentile(raw.planes[0][::4, ::4], (0.5, 99.5)).mean()
    return Polarity.BRIGHT if np.median(raw.air[0]) > middle else Polarity.DARK


def _signal(values: NDArray[np.generic], polarity: Polarity, highest: float) -> NDArray[np.float32]:
    signal = values.astype(np.float32)
    if polarity is Polarity.DARK:
        np.subtract(np.float32(highest), signal, out=signal)
    return signal


def _repair(
    plane: NDArray[np.float32], levels: NDArray[np.float32] | None, told: NDArray[np.intp], highest: float
) -> _Repaired:
    """Fills dead rows, those that were told as well, and misfired columns of a plane in place, and finds the air."""
    defects.fill_rows(plane, told)
    rows = row_blocks(plane)
    dead = np.union1d(told, defects.dead_rows(rows))
    defects.fill_rows(plane, dead)
    defects.fill_rows(rows, dead)
    columns = column_blocks(plane)
    misfired = defects.misfired_columns(columns)
    defects.fill_columns(plane, misfired)
    defects.fill_columns(columns, misfired)
    blocks = Blocks(rows, columns)
    if levels is None:
        return _Repaired(dead, misfired, calibration.find_air(plane, blocks, highest))
    return _Repaired(dead, misfired, calibration.given_air(levels, dead, blocks))


def _quality(
    raw: RawPlanes, plane: NDArray[np.float32], repaired: list[_Repaired], unsteady: float | None, highest: float
) -> Quality:
    """Measures the quality on the highest energy, the most penetrating; `plane` is (rows, columns) float32."""
    view = quality.squares(plane)
    air = float(np.median(repaired[0].air.levels))
    if raw.display:
        dark = quality.not_penetrated_on_display(view)
        vehicle = quality.conveyance(view, air / highest)
    else:
        dark = quality.not_penetrated(view, count=0.0 if raw.planes.dtype.kind == "f" else 1 / air)
        vehicle = quality.conveyance(view, 1.0)
    return Quality(
        air_found=all(energy.air.found for energy in repaired),
        air_instability=unsteady,
        dead_rows=_union([energy.dead_rows for energy in repaired]),
        misfired_columns=_union([energy.misfired_columns for energy in repaired]),
        saturated=quality.saturated_share(raw.planes, highest),
        noise=quality.noise(view),
        not_penetrated=quality.by_pixel(dark, *plane.shape),
        not_penetrated_share=quality.share(dark, vehicle),
    )


def _union(indices: list[NDArray[np.intp]]) -> tuple[int, ...]:
    return tuple(sorted({int(index) for energy in indices for index in energy}))

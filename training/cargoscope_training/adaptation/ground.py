"""A piece of a site's own scan, into which finds can be put: `crops.Ground`, by the engine of `cargoscope project`.

What stands there is not known as densities, only as what was measured of it: a threat is multiplied in. Into display
pictures by a drop of the grey that is drawn, since nobody knows their tone curve; into calibrated ones behind as much
steel as lets through what was measured, with the noise that is then missing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.layout.outline import AIR as AIR_SHARE
from cargoscope_datasets.projection.contrast import GREY_STEP, contrast
from cargoscope_datasets.projection.into_display import shade
from cargoscope_datasets.projection.noise import Noise
from cargoscope_datasets.projection.protocol import GREY
from cargoscope_datasets.projection.ratio import blurred, measured_backdrop, over, smoothed, transmissions
from cargoscope_datasets.projection.sampling import sampled
from cargoscope_datasets.projection.spots import MOST_AIR
from cargoscope_datasets.projection.threat_image import Box, ThreatImage
from cargoscope_datasets.projection.two_materials import whole
from cargoscope_datasets.projection.variations import Variations
from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.detectability import squared
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_training.adaptation.site_scan import SiteScan
from cargoscope_training.crops import BLACK
from cargoscope_training.export import FINE_MM
from cargoscope_training.pool import COARSE
from cargoscope_training.real import cut_plane
from cargoscope_training.window import Held, Spot

BLUR_PX = 0.6
"""Deviation of the scanner's point spread, as `cargoscope project` has it."""
MOST_BLACK = 0.2
"""Share of a find's place that may be black: nothing that is put there shows."""
VARIATIONS = Variations(turn=(0.0, 0.0))
"""Finds are drawn turned, or turned before they are held."""
_OBJECT = 0.05
_LEAST = 1e-7
_NOTHING = Held((), slice(0, 0), slice(0, 0), np.zeros((0, 0), np.float32))


@dataclass(frozen=True, slots=True)
class Judged:
    """How far an object shows, see `window.Shown`."""

    box: Box
    detectability: float
    contrast: float


class SiteGround:
    """See the module, and `crops.Ground`.

    Args:
        rng: draws how finds are seen, and the noise that is added.
        scan: to cut from.
        centre: where, (x, y) in the scan's pixels.
        size_mm: height and width.
        beam_mv: of the first plane of calibrated scans.
        coarse: for which pass: as many pixels as become one there are one from the start.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        scan: SiteScan,
        centre: tuple[float, float],
        size_mm: tuple[float, float],
        *,
        beam_mv: float,
        coarse: bool,
    ) -> None:
        step = COARSE if coarse else 1
        pixel_mm = scan.pitch_mm or (FINE_MM, FINE_MM)
        self.pitch_mm = (pixel_mm[0] * step, pixel_mm[1] * step)
        rows, columns = (max(8, round(side / mm)) for side, mm in zip(size_mm, self.pitch_mm, strict=True))
        self._left, self._top = round(centre[0] - columns * step / 2), round(centre[1] - rows * step / 2)
        own = cut_plane(scan.plane, self._left, self._top, rows * step, columns * step)
        averaged = own if step == 1 else cv2.resize(own, (columns, rows), interpolation=cv2.INTER_AREA)
        self.shape: tuple[int, int] = (rows, columns)
        self.through: NDArray[np.float32] = np.asarray(averaged, np.float32)
        self._rng, self._scan, self._step, self._beam_mv = rng, scan, step, beam_mv
        self._blur_px = BLUR_PX / step
        self._noise = Noise(scan.noise.quanta * step**2, scan.noise.electronics / step)

    def hold(
        self, find: ThreatImage, place: Spot, kind: ViewKind, worth: Callable[[Box], bool] = lambda _: True
    ) -> Held:
        """See `Window.hold`; nothing is held where nothing could be hidden."""
        del kind
        pose = replace(VARIATIONS.pose(self._rng), mirrored=place.mirrored)
        seen = sampled(find, self.pitch_mm, pose)
        margin = math.ceil(4 * self._blur_px)
        density = np.pad(whole(seen.density), ((0, 0), (margin, margin), (margin, margin)))
        top, left = round(place.y - density.shape[1] / 2), round(place.x - density.shape[2] / 2)
        rows = slice(max(top, 0), min(top + density.shape[1], self.shape[0]))
        columns = slice(max(left, 0), min(left + density.shape[2], self.shape[1]))
        boxes = [(x0 + left + margin, y0 + top + margin, x1 + left + margin, y1 + top + margin)
                 for x0, y0, x1, y1 in seen.boxes]  # fmt: skip
        if rows.start >= rows.stop or columns.start >= columns.stop or not any(map(worth, boxes)):
            return _NOTHING
        if not self._suits(self.through[rows, columns]):
            return _NOTHING
        part = (slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left))
        if self._scan.kind is ViewKind.DISPLAY:
            return self._in_display(density, part, boxes, rows, columns)
        return self._in_measured(np.ascontiguousarray(density[:, *part]), boxes, rows, columns)

    def leave(self, held: Held) -> None:
        """Add what was held, see `Window.leave`."""
        self.through[held.rows, held.columns] = held.signal

    def hidden(self, rng: np.random.Generator, find: ThreatImage, *, mirrored: bool) -> Spot | None:
        """A spot in a place of the scan where such a find is hidden, and has room; None if none is in view."""
        row_mm, column_mm = (side / self._step for side in self.pitch_mm)
        wide, high = find.size_mm[0] / column_mm, find.size_mm[1] / row_mm
        places = [place for place in self._scan.places if not find.kinds or find.kinds & place.kinds]
        for number in rng.permutation(len(places)).tolist():
            x0, y0, x1, y1 = places[number].box
            if x1 - x0 < wide or y1 - y0 < high:
                continue
            x = (rng.uniform(x0 + wide / 2, x1 - wide / 2) - self._left) / self._step
            y = (rng.uniform(y0 + high / 2, y1 - high / 2) - self._top) / self._step
            if 0 < x < self.shape[1] and 0 < y < self.shape[0]:
                return Spot(float(x), float(y), 0.0, mirrored)
        return None

    def _suits(self, behind: NDArray[np.float32]) -> bool:
        """Neither beside the vehicle nor in the black."""
        if float(np.mean(behind > AIR_SHARE)) > MOST_AIR:
            return False
        if self._scan.kind is ViewKind.DISPLAY:
            return GREY[0] <= 255 * float(np.median(behind)) <= GREY[1]
        return float(np.mean(behind < BLACK[self._scan.kind])) <= MOST_BLACK

    def _in_display(
        self, density: NDArray[np.float32], part: tuple[slice, slice], boxes: list[Box], rows: slice, columns: slice
    ) -> Held:
        attenuation, through = shade(density, self._blur_px, float(self._rng.uniform(*VARIATIONS.drop)))
        behind = self.through[rows, columns]
        signal = behind * through[part]
        own = attenuation[part]
        judged = []
        for box in boxes:
            inside = _inside(box, rows, columns)
            of = own[inside] > _OBJECT * attenuation.max()
            shown = contrast(behind[inside], (behind - signal)[inside], of, GREY_STEP / 255) if of.any() else 0.0
            # Of a picture nobody knows the quanta.
            judged.append(Judged(box, math.inf, shown))
        return Held(tuple(judged), rows, columns, signal)

    def _in_measured(self, density: NDArray[np.float32], boxes: list[Box], rows: slice, columns: slice) -> Held:
        behind = self.through[rows, columns]
        without, through = transmissions(measured_backdrop(behind, self._beam_mv), density, self._beam_mv)
        ratio = over(blurred(without, self._blur_px), blurred(through, self._blur_px))
        clean = np.maximum(smoothed(behind), _LEAST)
        found = np.maximum(clean * ratio, _LEAST)
        added = np.sqrt(self._noise.missing(clean, found, ratio))
        signal = behind * ratio + added * self._rng.standard_normal(behind.shape, dtype=np.float32)
        scanner = replace(Scanner(), quanta=self._noise.quanta, electronics=max(self._noise.electronics, _LEAST))
        depth = -np.log(np.maximum(ratio, 1e-6))
        judged = []
        for box in boxes:
            inside = _inside(box, rows, columns)
            of = depth[inside] > _OBJECT * depth.max()
            shown = contrast(behind[inside], (clean - found)[inside], of, _LEAST) if of.any() else 0.0
            judged.append(Judged(box, math.sqrt(squared(clean[inside], found[inside], scanner)), shown))
        return Held(tuple(judged), rows, columns, np.asarray(signal, np.float32))


def _inside(box: Box, rows: slice, columns: slice) -> tuple[slice, slice]:
    """The part of a region that a box covers."""
    (x0, x1), (y0, y1) = (
        [max(round(edge) - region.start, 0) for edge in edges]
        for edges, region in ((box[::2], columns), (box[1::2], rows))
    )
    return slice(y0, y1), slice(x0, x1)

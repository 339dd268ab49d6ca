"""A piece of a background on a scanner's own pixels, to which objects can be added before it is looked at."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.projection.contrast import GREY_STEP, plane_noise
from cargoscope_datasets.projection.ratio import over
from cargoscope_datasets.projection.sampling import Pose, sampled
from cargoscope_datasets.projection.threat_image import Box, ThreatImage
from cargoscope_datasets.projection.two_materials import whole
from cargoscope_datasets.scan import ViewKind
from cargoscope_datasets.simulation.conveyances import Room
from cargoscope_datasets.simulation.detectability import squared
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner import detector
from cargoscope_datasets.simulation.scanner.display import display
from cargoscope_datasets.simulation.scanner.settings import Scanner
from cargoscope_training.pool import COARSE, Background

_LEAST = 1e-7
_OBJECT = 0.05
"""Share of the deepest drop from which on a pixel belongs to the object."""
ENOUGH_PIXELS = 1000
"""Of an object, for its contrast: a median of so many is off by 4 % of their deviation (1.25 / sqrt(n))."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is put: its middle in the window's pixels, its depth in mm, and whether it is mirrored."""

    x: float
    y: float
    depth: float
    mirrored: bool


class Shown(Protocol):
    """How far an object shows that is held into a scan."""

    @property
    def box(self) -> Box:
        """In pixels of what it is held into, not cut to them."""

    @property
    def detectability(self) -> float:
        """D' against the noise of the scanner alone."""

    @property
    def contrast(self) -> float:
        """Mean drop over the object, over clutter and noise behind it; see `projection.contrast`."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """An object in a window. How far it shows is worked out when asked: of most, one answer is enough.

    Attributes:
        box: in the window's pixels, not cut to them.
        clean: (rows, columns) float32, noise-free transmission in as much of the box as lies in the window, without it.
        found: the same with it.
        scanner: how it is seen.
        kind: as which kind of view it is judged.
    """

    box: Box
    clean: NDArray[np.float32]
    found: NDArray[np.float32]
    scanner: Scanner
    kind: ViewKind

    @property
    def detectability(self) -> float:
        """D' against the noise of the scanner alone."""
        step = 1 / 255 if self.kind is ViewKind.DISPLAY else 1 / self.scanner.air_counts
        rounded = float(np.hypot(self.scanner.electronics, step / np.sqrt(12)))
        return float(np.sqrt(squared(self.clean, self.found, replace(self.scanner, electronics=rounded))))

    @property
    def contrast(self) -> float:
        """Mean drop over the object, over the clutter behind it and the scanner's noise together.

        In the tones that this kind of view has; see `projection.contrast` for how a person sees it.
        """
        if not self.clean.size:
            return 0.0
        step = max(1, math.isqrt(self.clean.size // ENOUGH_PIXELS))
        before, after = (self._toned(plane[::step, ::step]) for plane in (self.clean, self.found))
        level = np.full((1, 1), np.median(self.clean[::step, ::step]), np.float32)
        sigma = np.sqrt(detector.noise_variance(level, self.scanner))
        above, below = self._toned(level + sigma), self._toned(np.maximum(level - sigma, _LEAST))
        noise = float((above - below)[0, 0]) / 2
        least = max(noise, GREY_STEP / 255) if self.kind is ViewKind.DISPLAY else noise
        drop = before - after
        of = drop > _OBJECT * drop.max()
        behind = max(float(np.hypot(plane_noise(before, 0.0), least)), _LEAST)
        return float(drop[of].mean()) / behind if of.any() else 0.0

    def _toned(self, signal: NDArray[np.float32]) -> NDArray[np.float32]:
        """What a person would look at: grey of the archive's tone curve, or the log of what was measured."""
        if self.kind is not ViewKind.DISPLAY:
            return np.log(signal)
        look = self.scanner.look
        shown = np.clip((signal - np.float32(look.black)) / np.float32(look.white - look.black), 0, 1)
        return np.asarray(shown ** np.float32(look.gamma), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A find held into a window, and not yet left there.

    Attributes:
        seen: each of its objects; empty where nothing of it is worth a look.
        rows, columns: where it lies.
        signal: (rows, columns) float32, noise-free transmission there, the find included.
    """

    seen: Sequence[Shown]
    rows: slice
    columns: slice
    signal: NDArray[np.float32]


class Window:
    """What a scanner sees of a background around a place.

    Args:
        background: what is there.
        scanner: how it is seen; in the coarse pass as many pixels as become one there are one from the start.
        centre: in fine pixels of the background, (x, y).
        size_mm: height and width.
        coarse: which pass it is for.

    Attributes:
        scanner: with the pitch of the window's pixels.
        shape: rows and columns.
        background: what it was cut from.
        x0, a0: where it begins, as of `sheet.Sheet`.
        through: (rows, columns) float32, noise-free transmission at the scanner's highest beam.
    """

    def __init__(
        self,
        background: Background,
        scanner: Scanner,
        centre: tuple[float, float],
        size_mm: tuple[float, float],
        *,
        coarse: bool,
    ) -> None:
        step = COARSE if coarse else 1
        self.scanner = replace(
            scanner,
            row_mm=scanner.row_mm * step,
            column_mm=scanner.column_mm * step,
            quanta=scanner.quanta * step**2,
            electronics=scanner.electronics / step,
            blur_px=scanner.blur_px / step,
        )
        pitch = (self.scanner.row_mm, self.scanner.column_mm)
        rows, columns = (max(8, round(side / mm)) for side, mm in zip(size_mm, pitch, strict=True))
        x0 = background.x0 + centre[0] * background.pitch_mm - size_mm[1] / 2
        a0 = background.a0 - centre[1] * background.pitch_mm + size_mm[0] / 2
        self.shape, self.background, self.x0, self.a0 = (rows, columns), background, x0, a0
        own = background.coarse if coarse else background.fine
        fine_mm = background.pitch_mm * step
        self._two = _cut(own, ((x0 - background.x0) / fine_mm, (background.a0 - a0) / fine_mm),
                         (rows * pitch[0] / fine_mm, columns * pitch[1] / fine_mm))  # fmt: skip
        self.beam = scanner.beams[0]
        self._bare = transmission(whole(self._two), self.beam)
        self.through: NDArray[np.float32] = np.asarray(
            cv2.resize(self._bare, (columns, rows), interpolation=cv2.INTER_LINEAR), np.float32
        )

    def hold(
        self, find: ThreatImage, place: Spot, kind: ViewKind, worth: Callable[[Box], bool] = lambda _: True
    ) -> Held:
        """A find at a place, before it is left there; the window stays as it is.

        Args:
            find: what is held there, packing included.
            place: where its middle is.
            kind: as which kind of view it is judged.
            worth: whether an object's box, in the window's pixels, is worth a look; where none is, nothing is held.
        """
        magnified = float(self.background.fan.magnification(place.depth))
        pitch = (self.scanner.row_mm, self.scanner.column_mm)
        seen = sampled(find, pitch, Pose(magnified, mirrored=place.mirrored))
        own = seen.density
        top, left = round(place.y - own.shape[1] / 2), round(place.x - own.shape[2] / 2)
        rows = slice(max(top, 0), min(top + own.shape[1], self.shape[0]))
        columns = slice(max(left, 0), min(left + own.shape[2], self.shape[1]))
        boxes = [(left + x0, top + y0, left + x1, top + y1) for x0, y0, x1, y1 in seen.boxes]
        if rows.start >= rows.stop or columns.start >= columns.stop or not any(map(worth, boxes)):
            return Held((), slice(0, 0), slice(0, 0), np.zeros((0, 0), np.float32))
        own = own[:, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        behind = np.maximum(self.through[rows, columns], _LEAST)
        density, bare = self._backdrop(rows, columns)
        density += own
        signal = np.maximum(behind * over(bare, transmission(whole(density), self.beam)), _LEAST)
        objects = []
        for box in boxes:
            y0, y1 = (int(np.clip(round(edge) - rows.start, 0, signal.shape[0])) for edge in (box[1], box[3]))
            x0, x1 = (int(np.clip(round(edge) - columns.start, 0, signal.shape[1])) for edge in (box[0], box[2]))
            objects.append(Seen(box, behind[y0:y1, x0:x1], signal[y0:y1, x0:x1], self.scanner, kind))
        return Held(tuple(objects), rows, columns, signal)

    def leave(self, held: Held) -> None:
        """Add what was held into the window, which must not have changed since."""
        self.through[held.rows, held.columns] = held.signal

    def hidden(self, rng: np.random.Generator, find: ThreatImage, *, mirrored: bool) -> Spot | None:
        """A spot in a place of the background where such a find is hidden, and has room; None if none is in view."""
        rooms = [
            place.room
            for place in self.background.places
            if (not find.kinds or place.kind in find.kinds)
            and all(side <= room for side, room in zip(find.size_mm, place.room.size, strict=True))
        ]
        for number in rng.permutation(len(rooms)).tolist():
            spot = self._within(rng, rooms[number], find, mirrored=mirrored)
            if 0 < spot.x < self.shape[1] and 0 < spot.y < self.shape[0]:
                return spot
        return None

    def _within(self, rng: np.random.Generator, room: Room, find: ThreatImage, *, mirrored: bool) -> Spot:
        length, height, depth = find.size_mm
        x = rng.uniform(room.x0 + length / 2, room.x1 - length / 2)
        y = rng.uniform(room.y0 + height / 2, room.y1 - height / 2)
        z = rng.uniform(room.z0 + depth / 2, room.z1 - depth / 2)
        fan = self.background.fan
        behind, across = (fan.axis - y, z) if fan.top else (z, y - fan.axis)
        seen = across * float(fan.magnification(behind)) + (0 if fan.top else fan.axis)
        along = (x - self.x0) / self.scanner.column_mm
        return Spot(float(along), float((self.a0 - seen) / self.scanner.row_mm), float(behind), mirrored)

    def _backdrop(self, rows: slice, columns: slice) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Densities of the background, (2, rows, columns) float32, and its transmission, on some of these pixels."""
        high, wide = self._two.shape[1] / self.shape[0], self._two.shape[2] / self.shape[1]
        y = np.clip(((np.arange(rows.start, rows.stop) + 0.5) * high).astype(int), 0, self._two.shape[1] - 1)
        x = np.clip(((np.arange(columns.start, columns.stop) + 0.5) * wide).astype(int), 0, self._two.shape[2] - 1)
        return self._two.take(y, axis=1).take(x, axis=2), self._bare.take(y, axis=0).take(x, axis=1)

    def looked_at(self, rng: np.random.Generator, kind: ViewKind) -> NDArray[np.float32]:
        """(rows, columns) float32, 1 is air: with noise, and perhaps an archive's processing."""
        return looked_at(self.through, self.scanner, rng, kind)


def looked_at(
    through: NDArray[np.float32], scanner: Scanner, rng: np.random.Generator, kind: ViewKind
) -> NDArray[np.float32]:
    """(rows, columns) float32, 1 is air: a noise-free transmission as a reader or an archive hands it over."""
    reading = detector.read(through, scanner, rng)
    # Readers find air, dead rows and misfires themselves, and divide columns by their own air.
    signal = detector.mended(reading)
    if kind is ViewKind.DISPLAY:
        return display(signal, scanner.look).astype(np.float32) / np.float32(255)
    return signal


def _cut(planes: NDArray[np.float16], corner: tuple[float, float], size: tuple[float, float]) -> NDArray[np.float32]:
    """(2, rows, columns) float32 of a background from a corner (x, y) on; beyond its edges the edge goes on as air."""
    rows, columns = (max(2, round(side)) for side in size)
    left, top = round(corner[0]), round(corner[1])
    window = np.zeros((2, rows, columns), np.float32)
    y0, y1 = max(top, 0), min(top + rows, planes.shape[1])
    x0, x1 = max(left, 0), min(left + columns, planes.shape[2])
    if y0 < y1 and x0 < x1:
        window[:, y0 - top : y1 - top, x0 - left : x1 - left] = planes[:, y0:y1, x0:x1]
    return window

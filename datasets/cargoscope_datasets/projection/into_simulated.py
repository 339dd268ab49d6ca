"""Into a simulated scan, of which everything is known: what stands in the beam, how it moved, and its noise.

A scene is simulated once, and any number of finds are then multiplied into it, each in the time of its own window.
"""

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.projection.contrast import contrast
from cargoscope_datasets.projection.counting import Patch, multiply
from cargoscope_datasets.projection.noise import noise_of_scanner
from cargoscope_datasets.projection.ratio import over, transmissions
from cargoscope_datasets.simulation.detectability import shadow
from cargoscope_datasets.simulation.physics import transmission
from cargoscope_datasets.simulation.scanner.detector import blurred, scattered
from cargoscope_datasets.simulation.scanner.motion import Motion
from cargoscope_datasets.simulation.scene import Find
from cargoscope_datasets.simulation.simulate import Exposure, SimulatedScan, annotate

_MISFIRED = 0.5
"""Share of what is expected in a column below which its pulse did not fire."""
_OBJECT = 0.05
"""Share of the deepest attenuation from which on a pixel belongs to the object."""


@dataclass(frozen=True, slots=True)
class Projected:
    """A simulated scan with a find in it.

    Attributes:
        scan: whose annotations are those of the clean scan and, marked as projected, of the find.
        rows, columns: the part that has changed; none where the find lies beside the scan.
    """

    scan: SimulatedScan
    rows: slice
    columns: slice


class SimulatedBackdrop:
    """A clean simulated scan to project into.

    Args:
        scan: as the station would store it.
        exposure: what it was taken of.
    """

    def __init__(self, scan: SimulatedScan, exposure: Exposure) -> None:
        self.scan, self.exposure = scan, exposure
        self.scanner, self.noise = scan.scanner, noise_of_scanner(scan.scanner)

    @cached_property
    def _pedestals(self) -> list[NDArray[np.float32]]:
        """What comes from the sides, and what the dark current leaves on average: neither is multiplied."""
        sheet, motion = self.exposure.sheet, self.exposure.motion
        made = []
        for energy, beam in enumerate(self.scanner.beams):
            through = np.zeros(sheet.shape, np.float32)
            if self.scanner.scatter:
                through = motion.seen(transmission(sheet.density, beam), energy)
            spread = np.broadcast_to(scattered(through, self.scanner), sheet.shape)
            made.append(np.asarray(spread + np.float32(self.scanner.offset), np.float32))
        return made

    def project(self, rng: np.random.Generator, find: Find) -> Projected:
        """Multiply a find into the scan, in every energy.

        Its scatter and what it takes off the scatter of others are left out. A find that goods made room for
        (`placing.instead_of_goods`) is not for this: nothing takes the goods out of the scan.

        Args:
            rng: source of the noise that is added.
            find: where it lies in the scene.
        """
        own = shadow(self.exposure.sheet, find.lot.parts)
        if own is None:
            return Projected(self.scan, slice(0, 0), slice(0, 0))
        window = _Window.around(own.rows, own.columns, self.exposure, self.scanner.blur_px)
        threat = np.zeros((len(own.density), *window.shape), np.float32)
        threat[:, own.rows.start - window.rows.start : own.rows.stop - window.rows.start,
               own.columns.start - window.even.start : own.columns.stop - window.even.start] = own.density  # fmt: skip
        counts, mended = self.scan.counts.copy(), self.scan.mended
        part = (window.rows, window.columns)
        drop = None
        for energy, stream in enumerate(rng.spawn(len(self.scanner.beams))):
            patch = self._patch(window, threat, energy)
            stored = counts[energy][part]
            dead = np.broadcast_to(self.scan.counts[energy, window.rows].max(axis=1, keepdims=True) == 0, stored.shape)
            again = deepcopy(stream)
            counts[energy][part] = multiply(
                stored, self.scan.air[energy, window.rows], patch, self.noise, stream, dead=dead
            )
            if energy == 0:
                drop = patch
                mended = mended.copy()
                ones = np.ones(stored.shape[0], np.float32)
                mended[part] = multiply(mended[part], ones, patch, self.noise, again)
        assert drop is not None
        marked = [self._with_contrast(each, drop) for each in self._annotated(find, window, threat)]
        made = replace(self.scan, counts=counts, mended=mended, annotations=(*self.scan.annotations, *marked))
        return Projected(made, window.rows, window.columns)

    def _patch(self, window: "_Window", threat: NDArray[np.float32], energy: int) -> Patch:
        backdrop = np.ascontiguousarray(self.exposure.sheet.density[:, window.rows, window.even])
        without, through = (
            blurred(window.moved(each, self.exposure.motion, energy), self.scanner)
            for each in transmissions(backdrop, threat, self.scanner.beams[energy])
        )
        pedestal = self._pedestals[energy][window.rows, window.columns]
        expected = without + pedestal
        signal = self.scan.counts[energy, window.rows, window.columns] / self.scan.air[energy, window.rows, None]
        strength = np.median(signal / np.maximum(expected, 1e-6), axis=0)
        expected = expected * np.where(strength < _MISFIRED, strength, 1).astype(np.float32)
        return Patch(window.rows, window.columns, over(without, through), expected, pedestal)

    def _annotated(self, find: Find, window: "_Window", threat: NDArray[np.float32]) -> list[Annotation]:
        sheet = self.exposure.sheet.window(window.rows, window.even)
        sheet.density += self.exposure.sheet.density[:, window.rows, window.even]
        sheet.density += threat
        corner = (window.even.start, window.rows.start)
        return annotate(sheet, find, self.scanner, self.exposure.motion, origin=Origin.PROJECTED, corner=corner)

    def _with_contrast(self, annotation: Annotation, patch: Patch) -> Annotation:
        x0, x1 = (int(np.clip(round(x) - patch.columns.start, 0, patch.ratio.shape[1])) for x in annotation.box[::2])
        y0, y1 = (int(np.clip(round(y) - patch.rows.start, 0, patch.ratio.shape[0])) for y in annotation.box[1::2])
        inside = (slice(y0, y1), slice(x0, x1))
        depth = -np.log(np.maximum(patch.ratio[inside], 1e-6))
        if not depth.size:
            return annotation
        clean = self.scan.mended[patch.rows, patch.columns][inside]
        drop = (patch.expected - patch.signal)[inside]
        least = 0.5 / self.scanner.air_counts
        return replace(annotation, contrast=contrast(clean, drop, depth > _OBJECT * depth.max(), least))


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a scan, and the part of the even sheet that it was taken of.

    Attributes:
        rows: of both.
        even: columns of the sheet.
        columns: of the scan.
    """

    rows: slice
    even: slice
    columns: slice

    @classmethod
    def around(cls, rows: slice, columns: slice, exposure: Exposure, blur_px: float) -> "_Window":
        motion, (high, wide) = exposure.motion, exposure.sheet.shape
        margin = ceil(4 * blur_px) + 3
        sway = margin + ceil(float(np.abs(motion.rows).max(initial=0)))
        even = slice(max(columns.start - margin, 0), min(columns.stop + margin, wide))
        first, last = np.searchsorted(motion.columns, [even.start, even.stop - 1]).tolist()
        return cls(
            slice(max(rows.start - sway, 0), min(rows.stop + sway, high)), even, slice(first, max(last, first + 1))
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the sheet."""
        return self.rows.stop - self.rows.start, self.even.stop - self.even.start

    def moved(self, plane: NDArray[np.float32], motion: Motion, energy: int) -> NDArray[np.float32]:
        """As `Motion.seen`, of a window of the sheet."""
        places = np.arange(len(motion.columns), dtype=np.float64)
        x = np.interp(places[self.columns] + motion.later * energy, places, motion.columns) - self.even.start
        shape = (plane.shape[0], len(x))
        map_x = np.ascontiguousarray(np.broadcast_to(x.astype(np.float32), shape))
        map_y = np.arange(shape[0], dtype=np.float32)[:, None] + motion.rows[self.columns].astype(np.float32)
        moved = cv2.remap(plane, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved, np.float32)

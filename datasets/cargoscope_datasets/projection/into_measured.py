"""Into a measured scan: what stands there is taken for steel, and its noise is told or estimated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.calibration import value_range
from cargoscope_datasets.decoding.raw import RawPlanes
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.layout.outline import AIR
from cargoscope_datasets.layout.places import HidingPlace, hiding_places
from cargoscope_datasets.projection.contrast import contrast
from cargoscope_datasets.projection.counting import Patch, multiply
from cargoscope_datasets.projection.noise import Noise, measured_noise
from cargoscope_datasets.projection.ratio import (
    blurred,
    measured_backdrop,
    over,
    smoothed,
    steel_equivalent,
    transmissions,
)
from cargoscope_datasets.projection.sampling import Sampled, sampled
from cargoscope_datasets.projection.spots import MOST_AIR, Spot, find_spot
from cargoscope_datasets.projection.threat_image import Box, ThreatImage
from cargoscope_datasets.projection.two_materials import whole
from cargoscope_datasets.projection.variations import Variations
from cargoscope_datasets.scan import View
from cargoscope_datasets.simulation.detectability import squared
from cargoscope_datasets.simulation.materials import MATERIALS
from cargoscope_datasets.simulation.scanner.settings import Scanner

_LIT = 0.05
"""Signal from which on a pixel tells how much its channel stores of air."""
_LEAST_SIGNAL = 1e-7
_OBJECT = 0.05
"""Share of the deepest attenuation from which on a pixel belongs to the object."""
_UNSEEN = 0.2
"""Share of a place that may be black: nothing that is put there shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A scan with a threat in it.

    Attributes:
        stored: (energies, rows, columns), in the type of the clean scan.
        annotations: of the threat's objects, marked as projected.
    """

    stored: NDArray[Any]
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """What a threat is called in an annotation."""

    label: str
    family: str | None


class MeasuredBackdrop:
    """A clean scan in counts, or any other values that are proportional to the signal, to project into.

    Args:
        view: the scan, calibrated.
        raw: its pixels as they were stored.
        beams: linac voltages in MV, one an energy, each one of `physics.BEAMS`.
        blur_px: deviation of the scanner's point spread.
        noise: of each energy, where it is known; else it is estimated.

    Attributes:
        stored: (energies, rows, columns), bright is air, dark current off.
        air: (energies, rows) float32, what each channel stores of air.

    Raises:
        DataSetError: nobody said how large a pixel is, there are more or fewer beams than energies, or the scan does
            not tell its noise or its air.
    """

    def __init__(
        self,
        view: View,
        raw: RawPlanes,
        beams: Sequence[float],
        *,
        blur_px: float,
        noise: Sequence[Noise] | None = None,
    ) -> None:
        if view.pitch is None:
            raise DataSetError("does not say how large a pixel is, and has no container to tell it by; tell the pitch")
        if len(beams) != view.energies:
            raise DataSetError(
                f"has {view.energies} {'energy' if view.energies == 1 else 'energies'}, and the beams {list(beams)} "
                "were told; name one for each, the higher first"
            )
        self.view, self.beams, self.blur_px = view, tuple(beams), blur_px
        self.pitch = (view.pitch.row_mm, view.pitch.column_mm)
        self.stored = _bright(raw, view)
        self.air = np.stack([_air(stored, plane) for stored, plane in zip(self.stored, view.planes, strict=True)])
        self.noise = tuple(noise) if noise is not None else tuple(measured_noise(plane) for plane in view.planes)
        if noise is None and not all(each.quanta for each in self.noise):
            raise DataSetError("is too small or too smooth to tell its noise by; say --quanta and --electronics")
        self._size = (view.rows, view.columns)
        self._held = np.zeros(self._size, np.bool_)
        self._held[list(view.quality.dead_rows)] = True
        self._held[:, list(view.quality.misfired_columns)] = True

    @cached_property
    def places(self) -> tuple[HidingPlace, ...]:
        """Where something could be hidden; none where the layout is not sure."""
        return hiding_places(self.view.planes[0], self.view.outlines, self.view.direction)

    def project(
        self, rng: np.random.Generator, image: ThreatImage, named: Named, variations: Variations
    ) -> Made | None:
        """Put a threat somewhere into the scan, in every energy.

        Args:
            rng: draws the variations, and the noise that is added.
            image: the threat.
            named: what it is.
            variations: ranges.

        Returns:
            None where no place was found.
        """
        seen = sampled(image, self.pitch, variations.pose(rng))
        low, high = variations.obscuration_mm

        def suits(top: int, left: int) -> bool:
            part = (slice(top, top + seen.density.shape[1]), slice(left, left + seen.density.shape[2]))
            behind = float(np.median(self.view.planes[0][part]))
            unseen = float(np.mean(self.view.quality.not_penetrated[part]))
            air = float(np.mean(self.view.planes[0][part] > AIR))
            shown = behind > 0 and air <= MOST_AIR and unseen <= _UNSEEN
            return shown and low <= self._steel_mm(behind) <= high

        size = (seen.density.shape[1], seen.density.shape[2])
        kinds = frozenset(image.kinds)
        spot = find_spot(rng, size, self._size, self.places, kinds, variations.zones, suits)
        if spot is None:
            return None
        return self._put(rng, seen, spot, named, variations)

    def _steel_mm(self, signal: float) -> float:
        grams = steel_equivalent(np.full((1, 1), signal, np.float32), self.beams[0])
        return float(grams[0, 0]) / MATERIALS["steel"].density * 10

    def _put(self, rng: np.random.Generator, seen: Sampled, spot: Spot, named: Named, variations: Variations) -> Made:
        patches = self._patches(seen, spot)
        share, strength = float(rng.uniform(*variations.noise)), float(rng.uniform(*variations.illumination))
        stored = self.stored.copy()
        for energy, (patch, stream) in enumerate(zip(patches, rng.spawn(len(patches)), strict=True)):
            part = (patch.rows, patch.columns)
            stored[energy][part] = multiply(
                stored[energy][part], self.air[energy, patch.rows], patch, self.noise[energy], stream,
                dead=self._held[part], share=share,
            )  # fmt: skip
            if strength < 1:
                stored[energy] = self._dimmed(stored[energy], energy, strength, patch, stream)
        boxes = [(x0 + spot.left, y0 + spot.top, x1 + spot.left, y1 + spot.top) for x0, y0, x1, y1 in seen.boxes]
        marked = tuple(self._annotation(box, patches, named, spot) for box in boxes)
        return Made(stored, marked)

    def _patches(self, seen: Sampled, spot: Spot) -> list[Patch]:
        """One an energy, wide enough for the blur."""
        margin = ceil(4 * self.blur_px) + 3
        high, wide = seen.density.shape[1:]
        rows = slice(max(spot.top - margin, 0), min(spot.top + high + margin, self._size[0]))
        columns = slice(max(spot.left - margin, 0), min(spot.left + wide + margin, self._size[1]))
        backdrop = measured_backdrop(self.view.planes[0, rows, columns], self.beams[0])
        threat = np.zeros_like(backdrop)
        top, left = spot.top - rows.start, spot.left - columns.start
        threat[:, top : top + high, left : left + wide] = whole(seen.density)
        patches = []
        for energy, beam in enumerate(self.beams):
            without, through = (blurred(each, self.blur_px) for each in transmissions(backdrop, threat, beam))
            expected = np.maximum(smoothed(self.view.planes[energy, rows, columns]), 0)
            patches.append(Patch(rows, columns, over(without, through), expected))
        return patches

    def _dimmed(
        self, stored: NDArray[Any], energy: int, strength: float, threat: Patch, rng: np.random.Generator
    ) -> NDArray[Any]:
        """A whole energy, the threat in it, as a weaker source would have left it."""
        plane = np.maximum(self.view.planes[energy], 0)
        plane[threat.rows, threat.columns] = threat.signal
        patch = Patch(slice(0, plane.shape[0]), slice(0, plane.shape[1]), np.full_like(plane, strength), plane)
        return multiply(stored, self.air[energy], patch, self.noise[energy], rng, dead=self._held)

    def _annotation(self, box: Box, patches: Sequence[Patch], named: Named, spot: Spot) -> Annotation:
        first = patches[0]
        x0, x1 = (round(side) - first.columns.start for side in box[::2])
        y0, y1 = (round(side) - first.rows.start for side in box[1::2])
        inside = (slice(y0, max(y1, y0 + 1)), slice(x0, max(x1, x0 + 1)))
        total = 0.0
        for energy, patch in enumerate(patches):
            clean = np.maximum(patch.expected[inside], _LEAST_SIGNAL)
            step = 1 / float(np.median(self.air[energy])) if self.stored.dtype.kind in "iu" else 0.0
            known = self.noise[energy]
            electronics = float(np.hypot(known.electronics, step / np.sqrt(12)))
            scanner = replace(Scanner(), quanta=known.quanta, electronics=electronics)
            total += squared(clean, np.maximum(clean * patch.ratio[inside], _LEAST_SIGNAL), scanner)
        depth = -np.log(np.maximum(first.ratio[inside], 1e-6))
        seen = contrast(
            self.view.planes[0, first.rows, first.columns][inside],
            (first.expected - first.signal)[inside],
            depth > _OBJECT * depth.max(),
            0.5 / float(np.median(self.air[0])) if self.stored.dtype.kind in "iu" else _LEAST_SIGNAL,
        )
        return Annotation(
            label=named.label,
            box=box,
            origin=Origin.PROJECTED,
            concealed=True,
            family=named.family,
            place=spot.place,
            detectability=float(np.sqrt(total)),
            contrast=seen,
        )


def _bright(raw: RawPlanes, view: View) -> NDArray[Any]:
    """(energies, rows, columns) as stored, but bright is air and the dark current is off."""
    stored = raw.planes
    sample = (slice(None, None, 7), slice(None, None, 7))
    along = np.corrcoef(stored[0][sample].ravel().astype(np.float64), view.planes[0][sample].ravel())[0, 1]
    if along < 0:
        stored = (value_range(stored, raw.bits) - stored.astype(np.float64)).astype(stored.dtype)
    if raw.dark is not None:
        off = stored.astype(np.float32) - raw.dark[:, :, None]
        stored = np.rint(np.maximum(off, 0)).astype(stored.dtype) if stored.dtype.kind in "iu" else off
    return stored


def _air(stored: NDArray[Any], plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """(rows,) float32: what the pixels of each row were divided by; rows that are dark all along are between others."""
    levels = np.full(plane.shape[0], np.nan, np.float32)
    for row, (values, signal) in enumerate(zip(stored, plane, strict=True)):
        lit = signal > _LIT
        if lit.any():
            levels[row] = np.median(values[lit] / signal[lit])
    known = np.isfinite(levels) & (levels > 0)
    if not known.any():
        raise DataSetError(
            "is too dark all over to tell how much its channels store of air; take a scan with air in it"
        )
    rows = np.arange(len(levels))
    return np.interp(rows, rows[known], levels[known]).astype(np.float32)

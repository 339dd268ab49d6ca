"""Corrugated sheet: flats joined by flanks, which rays meet aslant, so that a wall shows faint stripes."""

import itertools
from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.conveyances.sections import block
from cargoscope_datasets.simulation.solids import Box, Part

PANEL_MM = 1130.0
"""Length of the panels that a wall is welded from."""


@dataclass(frozen=True, slots=True)
class Corrugation:
    """Trapezoids along the vehicle, as a texture on the block that they run through.

    Attributes:
        pitch: from one trapezoid to the next, mm.
        flank: length of one flank along the vehicle, mm.
        depth: of the trapezoid, mm.
        phase: where the first flank begins, mm.
        pressed: share of a flank's longer way that is left: sheet thins where it is drawn.
    """

    pitch: float = 278.0
    flank: float = 68.0
    depth: float = 36.0
    phase: float = 0.0
    pressed: float = 1.0

    @property
    def aslant(self) -> float:
        """How much more sheet a ray meets on a flank than on a flat."""
        return 1 + (hypot(self.flank, self.depth) / self.flank - 1) * self.pressed

    @property
    def mean(self) -> float:
        """Sheet for each mm of wall, in its own thicknesses."""
        return 1 + 2 * self.flank * (self.aslant - 1) / self.pitch

    def field(self, x_mm: NDArray[np.float32], a_mm: NDArray[np.float32]) -> NDArray[np.float32]:
        """Factor on the thickness, 1 on average; the same in every row."""
        place = np.mod(x_mm - self.phase, self.pitch)
        flat = (self.pitch - 2 * self.flank) / 2
        step = float(np.diff(x_mm).mean()) if x_mm.size > 1 else 1.0
        first = np.clip((self.flank - place) / step + 0.5, 0, 1)
        second = np.clip((self.flank / 2 - np.abs(place - self.flank * 1.5 - flat)) / step + 0.5, 0, 1)
        factor = (1 + (first + second) * (self.aslant - 1)) / self.mean
        return np.broadcast_to(factor.astype(np.float32), (a_mm.size, x_mm.size))


def side_wall(
    rng: np.random.Generator, x: tuple[float, float], y: tuple[float, float], outside: float, sheet: float,
    pattern: Corrugation,
) -> list[Part]:  # fmt: skip
    """A side wall whose outer flats lie at z = `outside`, welded from panels, each pressed a little differently."""
    inside = outside - np.sign(outside) * pattern.depth
    seams = np.linspace(*x, max(1, round((x[1] - x[0]) / PANEL_MM)) + 1).tolist()
    parts = []
    for start, end in itertools.pairwise(seams):
        own = replace(
            pattern,
            phase=pattern.phase + float(rng.normal(0, 9)),
            flank=pattern.flank * float(rng.uniform(0.85, 1.15)),
            pressed=pattern.pressed * float(rng.uniform(0.5, 1.5)),
        )
        box = Box(start, end, *y, min(outside, inside), max(outside, inside), own)
        parts.append(Part(box, "steel", sheet * float(rng.uniform(0.985, 1.015)) * own.mean / own.depth))
        bead = outside - np.sign(outside) * float(rng.uniform(0.2, 1.2))
        parts.append(block("steel", end - float(rng.uniform(3, 9)), end, *y, outside, bead))
    return parts


def end_wall(x: float, inwards: int, y: tuple[float, float], half_width: float, sheet: float) -> list[Part]:
    """A wall across the vehicle, of flats in two planes and the flanks between; `inwards` is 1 or -1."""
    depth, flank_share = 45.0, 0.36
    pieces = []
    for start, end, fill in (
        (0.0, sheet, (1 - flank_share) / 2),
        (sheet, depth - sheet, flank_share * 1.25 * sheet / depth),
        (depth - sheet, depth, (1 - flank_share) / 2),
    ):
        ends = sorted((x + inwards * start, x + inwards * end))
        pieces.append(Part(Box(ends[0], ends[1], *y, -half_width, half_width), "steel", fill))
    return pieces


def roof(rng: np.random.Generator, x: tuple[float, float], y: float, half_width: float, sheet: float) -> list[Part]:
    """A roof stamped with shallow troughs across, of panels that overlap a little."""
    pattern = Corrugation(pitch=209.0, flank=42.0, depth=20.0, phase=float(rng.uniform(0, 209)),
                          pressed=float(rng.uniform(0.1, 0.5)))  # fmt: skip
    box = Box(*x, y - pattern.depth, y, -half_width, half_width, pattern)
    parts = [Part(box, "steel", sheet * pattern.mean / pattern.depth)]
    for seam in np.linspace(*x, max(1, round((x[1] - x[0]) / PANEL_MM)) + 1)[1:-1].tolist():
        if rng.random() < 0.4:
            continue
        parts.append(block("steel", seam, seam + float(rng.uniform(8, 20)), y - 3, y - 1, -half_width, half_width,
                           float(rng.uniform(0.0, 0.35))))  # fmt: skip
    return parts

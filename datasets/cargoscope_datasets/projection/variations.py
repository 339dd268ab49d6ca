"""What varies from one projection to the next: the seven variations of Rogers et al. 2016, each with a range."""

from dataclasses import dataclass

import numpy as np

from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.projection.sampling import Pose

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Variations:
    """Ranges that every projection draws from; a range whose ends are equal fixes what it is of.

    Attributes:
        zones: place: parts of the conveyance; where no layout is known, anywhere inside of it.
        magnification: of heights, by the fan, from the far wall to the near one (source to detector 9 m, near wall at
            4 m).
        turn: rotation in the plane of the view, degrees.
        mirrored: rotation, too: share of the threats with left and right exchanged.
        noise: of the noise that a projected pixel lacks, the share of the variance that is added; 1 is right.
        illumination: strength of the source, over what it was: 0.9 takes a tenth of the quanta off the whole scan.
        volume: size along each dimension, over the size that the threat was drawn with.
        density: areal density, over what follows from the size.
        obscuration_mm: steel that lets through as much as what stands before and behind the threat.
        drop: instead of `density` on display pictures, whose tone curve nobody knows: mean share of the grey that the
            threat takes.
    """

    zones: frozenset[Zone] = frozenset(Zone)
    magnification: Range = (0.81, 1.30)
    turn: Range = (-10.0, 10.0)
    mirrored: float = 0.5
    noise: Range = (1.0, 1.0)
    illumination: Range = (1.0, 1.0)
    volume: Range = (0.9, 1.1)
    density: Range = (0.85, 1.15)
    obscuration_mm: Range = (0.0, 250.0)
    drop: Range = (0.15, 0.60)

    def __post_init__(self) -> None:
        if not 0 < self.illumination[0] <= self.illumination[1] <= 1:
            raise ValueError(
                f"illumination only takes quanta off: 0 < least <= most <= 1. Received: {self.illumination}"
            )

    def pose(self, rng: np.random.Generator) -> Pose:
        """One of the ways in which a threat may be seen."""
        return Pose(
            magnification=float(rng.uniform(*self.magnification)),
            turn=float(np.radians(rng.uniform(*self.turn))),
            mirrored=bool(rng.random() < self.mirrored),
            volume=float(rng.uniform(*self.volume)),
            density=float(rng.uniform(*self.density)),
        )

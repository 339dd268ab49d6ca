"""Ten projections of one real gun: the protocol of the figures on real scans, whose pictures stay the very same.

A real object, cut out of its own picture, is multiplied into a clean 8-bit scan, as far as display pictures allow:
place, size, turn, magnification by depth and drop of the signal vary. The tone curve of an archive is unknown, so the
drop is one of grey levels, and no noise is added.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.projection.contrast import plane_noise
from cargoscope_datasets.projection.cutout import OBJECT
from cargoscope_datasets.projection.sampling import warped

LENGTH_MM = (180.0, 240.0)
MAGNIFICATION = (0.81, 1.30)
"""Of heights, from the far to the near wall: source to detector 9 m, near wall at 4 m."""
DROP = (0.15, 0.60)
GREY = (30.0, 248.0)
"""Median of the place: not black already, and not air."""
_TRIES = 400


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A clean scan with one object in it.

    Attributes:
        grey: (rows, columns) uint8.
        annotation: the object, marked as projected.
        contrast: mean drop of the grey over the object, divided by the noise of the clean scan inside its box.
    """

    grey: NDArray[np.uint8]
    annotation: Annotation
    contrast: float


def project(
    rng: np.random.Generator,
    clean: NDArray[np.uint8],
    pitch_mm: tuple[float, float],
    cutout: NDArray[np.float32],
    label: str,
) -> Projection | None:
    """Put the object somewhere into the scan.

    Args:
        rng: chooses place, size, turn, magnification and drop.
        clean: (rows, columns) uint8, brighter is thinner.
        pitch_mm: height and width of its pixels in mm.
        cutout: from `cutout.read_cutout`.
        label: what it is.

    Returns:
        None where no place was found that is neither air nor black.
    """
    attenuation = _sampled(rng, cutout, pitch_mm)
    wanted = rng.uniform(*DROP)
    through = np.exp(-strength(attenuation, wanted) * attenuation)
    rows, columns = attenuation.shape
    if rows >= clean.shape[0] or columns >= clean.shape[1]:
        return None
    for _ in range(_TRIES):
        y = int(rng.integers(clean.shape[0] - rows))
        x = int(rng.integers(clean.shape[1] - columns))
        behind = clean[y : y + rows, x : x + columns].astype(np.float32)
        if not GREY[0] <= float(np.median(behind)) <= GREY[1]:
            continue
        grey = clean.copy()
        grey[y : y + rows, x : x + columns] = np.round(behind * through)
        box = (float(x), float(y), float(x + columns), float(y + rows))
        annotation = Annotation(label=label, box=box, origin=Origin.PROJECTED, concealed=True)
        drop = (behind * (1 - through))[attenuation > OBJECT * attenuation.max()]
        return Projection(grey, annotation, float(drop.mean()) / plane_noise(behind))
    return None


def _sampled(
    rng: np.random.Generator, cutout: NDArray[np.float32], pitch_mm: tuple[float, float]
) -> NDArray[np.float32]:
    """Turned in millimetres, then brought to the scan's pixels, averaging where these are larger."""
    mm = rng.uniform(*LENGTH_MM) / max(cutout.shape)
    angle = rng.uniform(0, 2 * np.pi)
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.diag([mirror, 1.0])
    to_pixels = np.diag([1 / pitch_mm[1], rng.uniform(*MAGNIFICATION) / pitch_mm[0]])
    (small,), _ = warped(cutout[None], mm * to_pixels @ turn)
    rows, columns = np.nonzero(small > OBJECT * small.max())
    return np.asarray(small[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1], np.float32)


def strength(attenuation: NDArray[np.float32], drop: float) -> np.float32:
    """Factor that makes the mean drop over the object what is wanted; the drop grows with it, so halving finds it."""
    inside = attenuation[attenuation > OBJECT * attenuation.max()]
    low, high = 0.0, 100.0
    for _ in range(40):
        middle = (low + high) / 2
        reached = float(np.mean(1 - np.exp(-middle * inside)))
        low, high = (middle, high) if reached < drop else (low, middle)
    return np.float32((low + high) / 2)

"""Multiplying into what a detector counted: counts stay counts, and have the noise that they would have had."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.projection.noise import Noise


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """What a threat does to one energy of a part of a scan.

    Attributes:
        rows, columns: which part.
        ratio: (rows, columns) float32, see `ratio.ratio`.
        expected: (rows, columns) float32, noise-free signal of the clean scan there, as a share of air's.
    """

    rows: slice
    columns: slice
    ratio: NDArray[np.float32]
    expected: NDArray[np.float32]

    @property
    def signal(self) -> NDArray[np.float32]:
        """(rows, columns) float32: what is to be expected with the threat."""
        return np.asarray(self.expected * self.ratio, np.float32)


def multiply(
    stored: NDArray[Any],
    air: NDArray[np.float32],
    patch: Patch,
    noise: Noise,
    rng: np.random.Generator,
    *,
    dead: NDArray[np.bool_] | None = None,
    share: float = 1.0,
) -> NDArray[Any]:
    """The part of an energy with the threat in it, in the type that it was stored in.

    A channel's gain, its stripe and the strength of a pulse are in the counts and stay in them. Whole numbers are
    rounded and kept within their type.

    Args:
        stored: (rows, columns), the part as it was stored; bright is air, dark current off.
        air: (rows,) float32, what each of its rows stores of air.
        patch: what the threat does to it.
        noise: of the scan.
        rng: source of the noise that is added.
        dead: (rows, columns) bool, pixels that hold no signal: they stay as they are.
        share: of the variance that is lacking, how much is added; 1 is right.
    """
    levels = np.maximum(air, np.float32(1e-6))[:, None]
    clean = stored.astype(np.float32) / levels
    through = clean * patch.ratio
    missing = noise.missing(patch.expected, patch.signal, patch.ratio) * np.float32(share)
    through += np.sqrt(missing) * rng.standard_normal(missing.shape, dtype=np.float32)
    made = (through * levels).astype(np.float32)
    if stored.dtype.kind in "iu":
        limits = np.iinfo(stored.dtype)
        made = np.clip(np.rint(made), limits.min, limits.max)
    # Where nothing changes, not even the rounding may.
    same = patch.ratio == 1
    if dead is not None:
        same = same | dead
    return np.where(same, stored, made.astype(stored.dtype))

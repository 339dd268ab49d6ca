"""From stored values to transmission: which end is air, how bright air is in each row, and dividing by it.

Stored values are taken to be proportional to the signal once the polarity is right, with the dark current already
taken off, as scanners do. What is divided by is the first of these that there is:

1. the air levels that came with the file (NPZ, `.columns`, a TIFF with our tag), by row;
2. the mean, by row, of the columns that show nothing but air, which a scan usually begins and ends with. Rows in which
   even these are dark (the ground) take the level of the nearest row that is not;
3. where the vehicle was cut off at both ends but there is air above it: in the rows of air their own level, in all
   others the median of those. The gains of the channels below are then not corrected;
4. where there is no air at all (a crop from within a container): the brightest level that occurs, but at least a
   quarter of the range of the stored values, so that a crop of dark goods is not blown up to look bright.

Where enough rows of air lie above the vehicle, each column is then divided by its own level in them: the source
fluctuates by 1-3 % from pulse to pulse.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.blocks import Blocks
from cargoscope_datasets.errors import ScanUnreadable
from cargoscope_datasets.scan import Polarity

TOP_STRIP = 40
"""One in so many rows, at the top, tells the polarity."""
NEAR_AIR = 0.9
"""Share of the brightest level that air stays above: the two skins of an empty container leave 0.88."""
AIR_BLOCKS = 0.98
"""Share of the height over which a column of air must be air; a little may be a wire or a mark on the wall."""
GROUND = 0.25
"""Share of the height, from the bottom, in which even columns of air may be dark: the road."""
FEWEST_AIR_COLUMNS = 24
"""From so many columns on the mean of a row is known to a fifth of its noise."""
MOST_AIR_COLUMNS = 512
FEWEST_AIR_ROWS = 8
MOST_AIR_ROWS = 48
"""From so many rows on the level of a column is known to a seventh of a pixel's noise."""
LOWEST_AIR_OVER_RANGE = 0.25
RANGE_BITS = (8, 10, 12, 14, 16, 20, 24, 32)
"""Depths of detectors' converters; the range of stored integers is the least of them that holds the highest value."""
NORMALISED = 1.5
"""Floating point values up to this were divided by air before: noise carries them little above 1."""
NONE = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Air:
    """Where one plane shows nothing but air, and how bright it is there.

    Attributes:
        levels: (rows,) float32, value that stands for air.
        found: whether air was seen, or known from the file.
        rows: how many rows from the top show nothing but air.
        columns: indices of columns that show nothing but air, at most 512 of them.
    """

    levels: NDArray[np.float32]
    found: bool
    rows: int
    columns: NDArray[np.intp]


def value_range(planes: NDArray[np.generic], bits: int | None) -> float:
    """The highest value that can be stored, as far as it can be known.

    Args:
        planes: (energies, rows, columns) of any depth.
        bits: depth of the converter, where the file says it.
    """
    if bits is not None:
        return float(2**bits - 1)
    highest = float(np.max(planes.astype(np.float32) if planes.dtype == np.float16 else planes))
    if planes.dtype.kind == "f":
        return 1.0 if highest <= NORMALISED else highest
    return next(float(2**bits - 1) for bits in RANGE_BITS if highest < 2**bits)


def find_polarity(plane: NDArray[np.generic]) -> Polarity:
    """Which end of the values is air: the one that the topmost rows, above the vehicle, are nearer to.

    Right on all real pictures of trucks and containers that it was tried on, and on their negatives. A crop from within
    the goods has no such rows and can be taken for its negative: there the polarity has to be told.

    Args:
        plane: (rows, columns) of any depth.
    """
    rows, columns = plane.shape
    sample = plane[:: max(1, rows // 300), :: max(1, columns // 300)].astype(np.float32)
    low, high = np.percentile(sample, (0.5, 99.5))
    strip = sample[: max(2, len(sample) // TOP_STRIP)]
    fifth = (high - low) / 5
    return Polarity.DARK if np.mean(strip < low + fifth) > np.mean(strip > high - fifth) else Polarity.BRIGHT


def find_air(signal: NDArray[np.float32], blocks: Blocks, highest: float) -> Air:
    """Finds where a view shows nothing but air, and how bright it is there.

    Args:
        signal: (rows, columns) float32, bright is air, dead rows and misfired columns filled.
        blocks: its averages.
        highest: the highest value that can be stored.
    """
    columns, rows = _air_columns(blocks.columns), _air_rows(blocks.rows)
    if len(columns) >= FEWEST_AIR_COLUMNS:
        return Air(_completed(signal[:, columns].mean(axis=1)), found=True, rows=rows, columns=columns)
    if rows >= FEWEST_AIR_ROWS:
        above = blocks.rows[:rows].mean(axis=1)
        levels = np.full(len(signal), np.median(above), np.float32)
        levels[:rows] = above
        return Air(levels, found=True, rows=rows, columns=NONE)
    brightest = max(float(np.percentile(blocks.rows, 99)), LOWEST_AIR_OVER_RANGE * highest)
    return Air(np.full(len(signal), brightest, np.float32), found=False, rows=0, columns=NONE)


def given_air(levels: NDArray[np.float32], dead: NDArray[np.intp], blocks: Blocks) -> Air:
    """The air that came with a file.

    Args:
        levels: (rows,) float32, in which those of dead rows mean nothing.
        dead: indices of dead rows.
        blocks: averages of the signal.

    Raises:
        ScanUnreadable: no level is above 0.
    """
    known = levels.astype(np.float32)
    known[dead] = np.nan
    if not np.any(known > 0):
        raise ScanUnreadable("brings air levels of which none is above 0; leave them out, or tell the polarity")
    columns = _air_columns(blocks.columns)
    return Air(_completed(known), found=True, rows=_air_rows(blocks.rows), columns=columns)


def instability(plane: NDArray[np.float32], air: Air) -> float | None:
    """Relative standard deviation of air from column to column, or None where too little air is seen.

    Args:
        plane: (rows, columns) float32 divided by air, not yet evened out.
        air: of the same plane.
    """
    if air.rows >= FEWEST_AIR_ROWS:
        by_column = plane[: air.rows].mean(axis=0)
    elif len(air.columns) >= FEWEST_AIR_COLUMNS:
        by_column = plane[:, air.columns].mean(axis=0)
    else:
        return None
    return float(by_column.std() / by_column.mean())


def even_out_columns(transmission: NDArray[np.float32], air: Air) -> None:
    """Divides each column, in place, by its level in the rows of air above the vehicle.

    Only where that level tells the source's fluctuation and not its own noise: it has to vary twice as much as the mean
    of so many noisy pixels would.

    How many rows are air is known a little better with every column that comes. So that a scan that grows keeps its
    values bit by bit, a half, a quarter or less of the most are used, which such a little rarely changes.
    """
    if air.rows < FEWEST_AIR_ROWS:
        return
    rows = MOST_AIR_ROWS
    while rows > air.rows:
        rows //= 2
    above = transmission[:rows]
    by_column = above.mean(axis=0)
    noise = float(above.std(axis=0).mean()) / np.sqrt(rows)
    if by_column.std() > 2 * noise:
        transmission /= by_column


def _air_columns(blocks: NDArray[np.float32]) -> NDArray[np.intp]:
    """Columns as bright as the brightest over all of the height, provided that those look like air."""
    brightest = np.percentile(blocks[:, :: max(1, blocks.shape[1] // 500)], 98, axis=1)
    above_ground = len(blocks) - _ground_blocks(brightest)
    blocks, brightest = blocks[:above_ground], brightest[:above_ground]
    # Rails and floor of a container show in its brightest columns too: then these are no air.
    if np.mean(brightest > NEAR_AIR * np.median(brightest)) < AIR_BLOCKS:
        return NONE
    found = np.flatnonzero(np.mean(blocks > NEAR_AIR * brightest[:, None], axis=0) >= AIR_BLOCKS)
    return np.asarray(found[:: len(found) // MOST_AIR_COLUMNS + 1])


def _ground_blocks(brightest: NDArray[np.float32]) -> int:
    """How many blocks at the bottom are dark even in the brightest columns."""
    dark = brightest[::-1] < NEAR_AIR * np.median(brightest)
    run = int(np.argmin(dark))
    return run if run <= GROUND * len(brightest) else 0


def _air_rows(blocks: NDArray[np.float32]) -> int:
    """How many rows from the top are as bright as the brightest over all of the length."""
    level = blocks.mean(axis=1)
    air = np.all(blocks > NEAR_AIR * level[:, None], axis=1) & (level > NEAR_AIR * np.percentile(blocks, 98))
    return len(air) if air.all() else int(np.argmin(air))


def _completed(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Levels, where those that are unknown or far below the others are taken from the nearest that are not."""
    known = np.isfinite(levels) & (levels > 0)
    known &= levels > np.median(levels[known]) / 2
    rows = np.arange(len(levels))
    return np.interp(rows, rows[known], levels[known]).astype(np.float32)

"""Finds rows and columns that carry no signal, and fills them from their neighbours."""

import numpy as np
from numpy.typing import NDArray

REACH = 4
"""Rows to either side that a row is compared with; a wider group of dead channels stays black: not penetrated."""
ALIKE = 0.9
"""Correlation of near rows that see the same scene; on real scans most reach 0.97."""
UNLIKE = 0.35
"""Correlation with each neighbour that a row of pure noise, or a stuck one, stays below."""
FLAT = 0.1
"""Relative spread along a row that shows nothing but air."""
RAIL_ROWS = 5
"""Rows whose median level a row in air is compared with: a container's rails are three rows thick at least."""
OFF_LEVEL = 0.5
"""Relative distance from the neighbours' level that no channel's gain explains."""
MUCH_DARKER, MUCH_BRIGHTER = 0.25, 1.4
"""Shares of both adjacent rows' signal beyond which a row is no part of the scene, whose edges are blurred."""
FAINT = 0.02
"""Share of the brightest level below which differences along a row or column are rounding and stripes, not a scene."""
DARK = 0.2
"""Share of the brightest level below which a pixel is too dark to judge its row or column by it."""
MISFIRE_WINDOW = 9
"""Columns whose median a column is compared with: up to four misfires in a row are recognised."""
MISFIRED = 0.1
"""Share of its neighbours' signal that a column without a pulse stays below, everywhere and not only on average."""

TINY = float(np.finfo(np.float32).tiny)


def dead_rows(blocks: NDArray[np.float32]) -> NDArray[np.intp]:
    """Indices of rows whose detector channel gave no signal.

    A row is dead if it does not resemble any near row, while those above it resemble those below it, or each other;
    where all of them show air only, and there is nothing to resemble, if its level is far off theirs; and at the edge
    of the vehicle, if it is far darker or brighter than both neighbours all along.

    Args:
        blocks: (rows, blocks) float32 averages along each row, bright is air.
    """
    level, spread = blocks.mean(axis=1), blocks.std(axis=1)
    flat = _running_median((spread < FLAT * level).astype(np.float32), 2 * REACH + 1) > 0.5
    around = _running_median(level, RAIL_ROWS)
    off_level = (around > DARK * level.max(initial=0)) & (np.abs(level - around) > OFF_LEVEL * around)
    return np.flatnonzero(np.where(flat, off_level, _unlike_neighbours(blocks, level, spread)) | _off_all_along(blocks))


def _unlike_neighbours(
    blocks: NDArray[np.float32], level: NDArray[np.float32], spread: NDArray[np.float32]
) -> NDArray[np.bool_]:
    rows = len(blocks)
    unit = (blocks - level[:, None]) / (np.maximum(spread, TINY)[:, None] * np.sqrt(blocks.shape[1]))
    alike = {lag: np.einsum("rb,rb->r", unit[:-lag], unit[lag:]) for lag in range(1, 2 * REACH + 1)}
    nearest, above, below, across = (np.full(rows, -1.0) for _ in range(4))
    for near in range(1, REACH + 1):
        nearest[near:] = np.maximum(nearest[near:], alike[near])
        nearest[:-near] = np.maximum(nearest[:-near], alike[near])
        for far in range(1, REACH + 1):
            across[near:-far] = np.maximum(across[near:-far], alike[near + far])
        for far in range(near + 1, REACH + 1):
            pairs = alike[far - near]
            above[far:] = np.maximum(above[far:], pairs[: rows - far])
            below[:-far] = np.maximum(below[:-far], pairs[near:])
    resembling = np.maximum(across, np.minimum(above, below))
    structured = _running_median(spread, 2 * REACH + 1) > FAINT * blocks.max(initial=0)
    return np.asarray(structured & (nearest < UNLIKE) & (resembling > ALIKE), np.bool_)


def _off_all_along(blocks: NDArray[np.float32]) -> NDArray[np.bool_]:
    row, above, below = blocks[1:-1], blocks[:-2], blocks[2:]
    darker, brighter = np.minimum(above, below), np.maximum(above, below)
    lit = darker > DARK * blocks.max(initial=0)
    off = np.all(~lit | (row < MUCH_DARKER * darker), axis=1) | np.all(~lit | (row > MUCH_BRIGHTER * brighter), axis=1)
    found = np.zeros(len(blocks), np.bool_)
    found[1:-1] = off & (lit.mean(axis=1) > 0.5)
    return found


def misfired_columns(blocks: NDArray[np.float32]) -> NDArray[np.intp]:
    """Indices of columns in which the source did not fire: dark from top to bottom, between columns that are not.

    Args:
        blocks: (blocks, columns) float32 averages along each column, bright is air.
    """
    level = blocks.mean(axis=0)
    suspects = np.flatnonzero(level < MISFIRED * _running_median(level, MISFIRE_WINDOW))
    if not 0 < len(suspects) < len(level):
        return suspects[:0]
    expected = _between(blocks.T, suspects).T
    lit = expected > np.maximum(DARK * expected.max(axis=0), FAINT * blocks.max())
    return np.asarray(suspects[lit.any(axis=0) & np.all(~lit | (blocks[:, suspects] < MISFIRED * expected), axis=0)])


def fill_rows(plane: NDArray[np.float32], rows: NDArray[np.intp]) -> None:
    """Replaces rows of a plane, in place, by what lies linearly between the nearest others."""
    if 0 < len(rows) < len(plane):
        plane[rows] = _between(plane, rows)


def fill_columns(plane: NDArray[np.float32], columns: NDArray[np.intp]) -> None:
    """Replaces columns of a plane, in place, by what lies linearly between the nearest others."""
    fill_rows(plane.T, columns)


def _between(lines: NDArray[np.float32], missing: NDArray[np.intp]) -> NDArray[np.float32]:
    """(missing, ...) float32: what lies between the nearest lines that are not missing, weighed by nearness."""
    present = np.setdiff1d(np.arange(len(lines)), missing)
    after = np.searchsorted(present, missing)
    right = present[np.minimum(after, len(present) - 1)]
    left = present[np.maximum(after - 1, 0)]
    weight = np.clip((missing - left) / np.maximum(right - left, 1), 0, 1).astype(np.float32)[:, None]
    return np.asarray(lines[left] * (1 - weight) + lines[right] * weight, np.float32)


def _running_median(values: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    padded = np.pad(values, window // 2, mode="reflect")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, window), axis=1), np.float32)

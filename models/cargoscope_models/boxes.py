"""Plain functions on boxes.

A box is `(x0, y0, x1, y1)`, x along the columns and y along the rows, in continuous pixel coordinates: the first pixel
reaches from 0 to 1. Arrays of boxes are (boxes, 4) float32.
"""

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]


def area(boxes: Boxes) -> NDArray[np.float32]:
    """(boxes,) float32 areas; 0 for a box that is turned inside out."""
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0)
    return np.asarray(sides[:, 0] * sides[:, 1], np.float32)


def intersection(first: Boxes, second: Boxes) -> NDArray[np.float32]:
    """(first, second) float32: area that each pair shares."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    sides = np.maximum(high - low, 0.0)
    return np.asarray(sides[..., 0] * sides[..., 1], np.float32)


def iou(first: Boxes, second: Boxes) -> NDArray[np.float32]:
    """(first, second) float32 in 0..1: shared area over united area, 0 where both are empty."""
    shared = intersection(first, second)
    united = area(first)[:, None] + area(second)[None, :] - shared
    return np.asarray(np.divide(shared, united, out=np.zeros_like(shared), where=united > 0), np.float32)


def decode(
    scores: NDArray[np.float32], distances: NDArray[np.float32], stride: int, floor: float
) -> tuple[Boxes, NDArray[np.intp], NDArray[np.float32]]:
    """Cells that score at or above the floor, as boxes.

    Args:
        scores: (labels, rows, columns) float32 in 0..1.
        distances: (4, rows, columns) float32, pixels from the cell's centre to its left, top, right and bottom side.
        stride: pixels a cell stands for.
        floor: lowest score kept.

    Returns:
        Boxes (n, 4) in pixels of the network's input, label indices (n,), scores (n,), highest score first; equal
        scores in the order of label, row and column, so that the result never depends on chance.
    """
    label, row, column = np.nonzero(scores >= floor)
    score = scores[label, row, column]
    order = np.argsort(-score, kind="stable")
    label, row, column, score = label[order], row[order], column[order], score[order]
    left, top, right, bottom = distances[:, row, column]
    x = (column + 0.5) * stride
    y = (row + 0.5) * stride
    return np.stack([x - left, y - top, x + right, y + bottom], axis=1).astype(np.float32), label, score


def suppress(boxes: Boxes, labels: NDArray[np.intp], overlap: float) -> NDArray[np.intp]:
    """Greedy non-maximum suppression within each label.

    Args:
        boxes: (n, 4), best first.
        labels: (n,) label indices.
        overlap: highest IoU at which two boxes of one label are taken for two objects.

    Returns:
        Indices of the boxes that stay, ascending (so best first).
    """
    areas, (x0, y0, x1, y1) = area(boxes), np.ascontiguousarray(boxes.T)
    kept: list[int] = []
    alive = np.ones(len(boxes), bool)
    for index in range(len(boxes)):
        if not alive[index]:
            continue
        kept.append(index)
        rest = slice(index + 1, None)
        across = np.minimum(x1[rest], x1[index]) - np.maximum(x0[rest], x0[index])
        down = np.minimum(y1[rest], y1[index]) - np.maximum(y0[rest], y0[index])
        shared = np.maximum(across, 0.0) * np.maximum(down, 0.0)
        doubles = shared > overlap * (areas[rest] + areas[index] - shared)
        alive[rest] &= ~(doubles & (labels[rest] == labels[index]))
    return np.asarray(kept, np.intp)

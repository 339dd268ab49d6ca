"""Outlines of the containers in a side view, from the picture alone.

What is seen of a container whatever it holds: posts at both ends that stand straight from roof to floor, a roof that
covers all between them, and the lower edge of floor and load, which is dark above and lighter beneath.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.scan import Outline

AIR = 0.94
"""Share of the air level below which something stands in the beam; an empty container's two skins let 0.88 through."""
_COVERED = 0.7
"""Share of a roof's row that is not air."""
_POST = (0.04, 0.35)
"""Rows from the roof, as shares of the view's height, in which the ends are looked for: no load leans out there."""
_STRAIGHT = 0.006
"""Share of the length by which an end may wander from row to row: boom wobble, dents."""
_EDGE = 0.12
"""Step of ln grey that counts as an edge."""
_STRONG = 0.75
"""Share of the length along which the lower edge has to show."""
_DARK_POST = 0.6
"""Grey below which a column is a post."""
_NEAR = 0.012
"""Share of the length within which a post stands at the end."""
_GAP = 0.004
"""Share of the length that is air between two containers."""
_FINEST = 600
"""Columns that are enough to see a container by; two or three pixels of a wide view become one."""
_SHORTEST = 0.25
"""Of the view's length; what is shorter is no container that one could be sure of."""


def find_outlines(plane: NDArray[np.float32]) -> tuple[Outline, ...]:
    """The containers of a side view, from left to right; none where nothing looks like one.

    Args:
        plane: (rows, columns) float32, transmission or grey, air at 1, roof up.
    """
    step = max(1, plane.shape[1] // _FINEST)
    found = _find(np.clip(plane[:, : plane.shape[1] // step * step], 0, 1), step)
    return tuple(replace(each, x0=each.x0 * step, x1=min(each.x1 * step, plane.shape[1])) for each in found)


def _find(plane: NDArray[np.float32], step: int) -> list[Outline]:
    """Outlines in columns of `step` pixels each."""
    rows, columns = plane.shape[0], plane.shape[1] // step
    narrow = cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA) if step > 1 else plane
    smooth = np.asarray(cv2.GaussianBlur(narrow, (0, 0), 1.0), np.float32)
    body = cv2.morphologyEx((smooth < AIR).astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 4), np.uint8)).astype(bool)
    roof = _roof(body)
    # Where there is no air at all, nothing has an outline.
    if roof is None or body.all():
        return []
    upper = body[roof + int(_POST[0] * rows) : roof + int(_POST[1] * rows)]
    if upper.shape[0] < 8:
        return []
    stands = upper.mean(axis=0) > 0.5
    found = []
    for x0, x1 in _runs(stands, max(2, round(_GAP * columns))):
        if x1 - x0 >= _SHORTEST * columns:
            found.append(_outline(smooth, body, roof, x0, x1))
    return found


def _roof(body: NDArray[np.bool_]) -> int | None:
    """The first row that is covered from end to end."""
    columns = body.shape[1]
    covered = body.sum(axis=1)
    left = body.argmax(axis=1)
    right = columns - body[:, ::-1].argmax(axis=1)
    width = np.where(covered > 0, right - left, 0)
    full = (covered > _COVERED * np.maximum(width, 1)) & (width > _SHORTEST * columns)
    return int(full.argmax()) if full.any() else None


def _runs(stands: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Columns in which something stands; breaks shorter than `gap` are closed."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], stands, [False]]).astype(np.int8)))
    runs = [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
    closed: list[tuple[int, int]] = []
    for start, end in runs:
        if closed and start - closed[-1][1] < gap:
            closed[-1] = (closed[-1][0], end)
        else:
            closed.append((start, end))
    return closed


def _outline(smooth: NDArray[np.float32], body: NDArray[np.bool_], roof: int, x0: int, x1: int) -> Outline:
    columns = body.shape[1]
    upper = smooth[roof + int(_POST[0] * body.shape[0]) : roof + int(_POST[1] * body.shape[0])].mean(axis=0)
    near = max(3, round(_NEAR * (x1 - x0)))
    # A view that ends with a post ends with the container.
    cut = (
        x0 <= 1 and bool(upper[x0 : x0 + near].min() > _DARK_POST),
        x1 >= columns - 1 and bool(upper[x1 - near : x1].min() > _DARK_POST),
    )
    bottom = _lower_edge(smooth, roof, x0, x1)
    if bottom is None:
        bottom = _post_ends(body, roof, x0, x1, cut)
    return Outline(x0, x1, roof, bottom, cut)


def _lower_edge(smooth: NDArray[np.float32], roof: int, x0: int, x1: int) -> int | None:
    """The lowest row along which it is dark above and lighter beneath, nearly from end to end."""
    rows = smooth.shape[0]
    margin, reach = int(0.04 * (x1 - x0)), max(2, round(0.008 * rows))
    logs = np.log(smooth[:, x0 + margin : x1 - margin] + 6 / 255)
    means = cv2.blur(logs, (1, 2 * reach + 1))
    step = np.zeros(rows)
    step[reach + 1 : -reach - 1] = np.mean(means[2 * reach + 2 :] - means[: -2 * reach - 2] > _EDGE, axis=1)
    first = roof + int(_POST[1] * rows)
    strong = np.flatnonzero(step[first:] > _STRONG)
    if strong.size == 0:
        return None
    lowest = int(strong[-1]) + first
    start = lowest
    while step[start - 1] > _STRONG and start > first:
        start -= 1
    return (start + lowest) // 2 + 1


def _post_ends(body: NDArray[np.bool_], roof: int, x0: int, x1: int, cut: tuple[bool, bool]) -> int | None:
    """Where both posts end; None where they do not end together, since a chassis may stand flush with either."""
    if any(cut):
        return None
    rows, columns = body.shape
    left, right = body.argmax(axis=1), columns - body[:, ::-1].argmax(axis=1)
    ends = [_last_straight(edge, place, roof, x1 - x0) for edge, place in ((left, x0), (right, x1))]
    if abs(ends[0] - ends[1]) > 0.02 * rows:
        return None
    return min(ends)


def _last_straight(edge: NDArray[np.intp], place: int, roof: int, length: int) -> int:
    rows = edge.size
    straight = np.abs(edge - place) <= max(4.0, _STRAIGHT * length)
    last, missed = roof, 0
    for row in range(roof + int(_POST[0] * rows), rows):
        if straight[row]:
            last, missed = row, 0
        else:
            missed += 1
            if missed > max(3, 0.012 * rows):
                break
    return last + 1

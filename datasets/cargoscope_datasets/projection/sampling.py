"""A threat image on a scan's own pixels: turned and scaled in millimetres, before it is sampled."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.projection.threat_image import Box, ThreatImage

OVERSAMPLING = 4
"""Points each way in a pixel of what is turned."""
_SEEN_SHARE = 0.03
"""Share of the greatest areal density from which on a pixel belongs to an object, as of simulated ones."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How a threat image is seen.

    Attributes:
        magnification: of its heights, by the fan: above 1 nearer to the source than the middle of the vehicle.
        turn: in the plane of the view, radians, anticlockwise on a screen where rows run down.
        mirrored: left and right exchanged.
        volume: its size along each of its three dimensions, over the size that it was drawn with.
        density: its areal density, over what follows from its size.
    """

    magnification: float = 1.0
    turn: float = 0.0
    mirrored: bool = False
    volume: float = 1.0
    density: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """A threat image on pixels of a scan.

    Attributes:
        density: (planes, rows, columns) float32, g/cm2, planes as of the image.
        boxes: of its objects, (x0, y0, x1, y1) in these pixels.
    """

    density: NDArray[np.float32]
    boxes: tuple[Box, ...]


def sampled(image: ThreatImage, pitch_mm: tuple[float, float], pose: Pose) -> Sampled:
    """Bring a threat image to pixels of a scan.

    Args:
        image: the threat.
        pitch_mm: height and width of a pixel at the middle of the vehicle.
        pose: how it is seen.
    """
    mm = image.pitch_mm * pose.volume
    scale = mm * pose.magnification / pitch_mm[0], mm / pitch_mm[1]
    found = _turned(image, scale, pose) if pose.turn else _level(image, scale, mirrored=pose.mirrored)
    if pose.volume * pose.density != 1:
        np.multiply(found.density, np.float32(pose.volume * pose.density), out=found.density)
    return found


def _level(image: ThreatImage, scale: tuple[float, float], *, mirrored: bool) -> Sampled:
    rows, columns = (max(1, round(side * factor)) for side, factor in zip(image.density.shape[1:], scale, strict=True))
    planes = image.density[:, :, ::-1] if mirrored else image.density
    resized = [
        cv2.resize(np.ascontiguousarray(plane, np.float32), (columns, rows), interpolation=cv2.INTER_AREA)
        for plane in planes
    ]
    wide = image.density.shape[2]
    boxes = []
    for x0, y0, x1, y1 in image.boxes:
        left, right = (wide - x1, wide - x0) if mirrored else (x0, x1)
        boxes.append((left * scale[1], y0 * scale[0], right * scale[1], y1 * scale[0]))
    return Sampled(np.stack(resized).astype(np.float32, copy=False), tuple(boxes))


def _turned(image: ThreatImage, scale: tuple[float, float], pose: Pose) -> Sampled:
    cosine, sine = np.cos(pose.turn), np.sin(pose.turn)
    turn = np.array([[cosine, sine], [-sine, cosine]]) @ np.diag([-1.0 if pose.mirrored else 1.0, 1.0])
    linear = np.diag([scale[1], scale[0]]) @ turn
    planes, low = warped(np.asarray(image.density, np.float32), linear)
    return Sampled(planes, tuple(_turned_box(box, planes, linear, low) for box in image.boxes))


def warped(planes: NDArray[np.float32], linear: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Planes under a linear map, sampled finely and averaged.

    Args:
        planes: (planes, rows, columns) float32.
        linear: (2, 2) float64, from x, y of the planes to x, y of the result, both in pixels.

    Returns:
        (planes, rows, columns) float32, just large enough; and where its corner lies under the map, (x, y) float64.
    """
    rows, columns = planes.shape[1:]
    fine = OVERSAMPLING * linear
    corners = fine @ np.array([[0, columns, columns, 0], [0, 0, rows, rows]])
    low = corners.min(axis=1)
    size = np.ceil((corners.max(axis=1) - low) / OVERSAMPLING).astype(int) + 1
    matrix = np.column_stack([fine, -low])
    wide, high = int(size[0]), int(size[1])
    made = []
    for plane in planes:
        large = cv2.warpAffine(plane, matrix, (wide * OVERSAMPLING, high * OVERSAMPLING))
        made.append(cv2.resize(large, (wide, high), interpolation=cv2.INTER_AREA))
    return np.stack(made).astype(np.float32, copy=False), low / OVERSAMPLING


def _turned_box(box: Box, planes: NDArray[np.float32], linear: NDArray[np.float64], low: NDArray[np.float64]) -> Box:
    """Around the pixels that are covered within the turned box: its corners are mostly empty."""
    x0, y0, x1, y1 = box
    corners = (linear @ np.array([[x0, x1, x1, x0], [y0, y0, y1, y1]]) - low[:, None]).T
    inside = np.zeros(planes.shape[1:], np.uint8)
    cv2.fillConvexPoly(inside, np.rint(corners).astype(np.int32), 1)
    total = planes.sum(axis=0) * inside
    seen = total > _SEEN_SHARE * float(total.max())
    if not seen.any():
        return (*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())
    down, along = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return float(along[0]), float(down[0]), float(along[-1] + 1), float(down[-1] + 1)

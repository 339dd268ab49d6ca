"""What is drawn on a picture: boxes with their labels, and the hatching of what was not penetrated."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_models.detection import Detection

PixelBox = tuple[int, int, int, int]
"""Outermost pixels (left, top, right, bottom) in the picture."""
Colour = tuple[int, int, int]

PALETTE: tuple[Colour, ...] = (
    (0, 94, 213),
    (233, 180, 86),
    (66, 228, 240),
    (115, 158, 0),
    (167, 121, 204),
    (0, 159, 230),
    (178, 114, 0),
)
"""Blue, green, red of the colours of Okabe & Ito (Color Universal Design, 2008), told apart with any colour vision."""
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
HATCH_COLOUR = np.array((115, 158, 240), np.float32)
HATCH_STRENGTH = 0.45
FONT = cv2.FONT_HERSHEY_DUPLEX


def hatch(picture: NDArray[np.uint8], mask: NDArray[np.bool_]) -> None:
    """Draw thin diagonal lines over what was not penetrated, in place; between them the picture stays as it is.

    Args:
        picture: (rows, columns, 3) uint8.
        mask: (rows, columns) bool, at most as large as the picture.
    """
    width = _line_width(picture)
    period = 10 * width
    rows, columns = mask.shape
    line = np.arange(columns + period) % period < width
    # Rows of one phase together: whole arrays of coordinates would take more memory than the picture.
    for phase in range(period):
        on_line = mask[phase::period] & line[phase : phase + columns]
        drawn = picture[phase:rows:period, :columns]
        drawn[on_line] = (drawn[on_line] * (1 - HATCH_STRENGTH) + HATCH_COLOUR * HATCH_STRENGTH).astype(np.uint8)


def draw_flags(picture: NDArray[np.uint8], flags: Sequence[tuple[Detection, PixelBox]], labels: Sequence[str]) -> None:
    """Draw boxes and labels, in place, wholly within the picture.

    Args:
        picture: (rows, columns, 3) uint8.
        flags: each with its box in the picture; the first keep the best places for their labels.
        labels: all labels of the release.
    """
    for flag, box in flags:
        _draw_box(picture, box, _colour(flag.label, labels))
    taken: list[PixelBox] = []
    for flag, box in flags:
        text = f"{flag.label} {flag.score:.2f}"
        plate = _place_plate(picture, text, box, taken)
        taken.append(plate)
        _draw_plate(picture, text, plate, _colour(flag.label, labels))


def _colour(label: str, labels: Sequence[str]) -> Colour:
    return PALETTE[list(labels).index(label) % len(PALETTE)]


def _line_width(picture: NDArray[np.uint8]) -> int:
    shortest: int = min(picture.shape[:2])
    return max(1, round(shortest / 400))


def _draw_box(picture: NDArray[np.uint8], box: PixelBox, colour: Colour) -> None:
    """A coloured frame around the object, edged in black: it shows on white and on black."""
    width = _line_width(picture)
    left, top, right, bottom = box
    bottom_most, right_most = picture.shape[0] - 1, picture.shape[1] - 1
    for thickness, shade in ((3 * width, BLACK), (2 * width, colour)):
        for step in range(thickness):
            # Rings go outwards from the object, so that the frame does not cover it.
            corner = max(0, left - step), max(0, top - step)
            cv2.rectangle(picture, corner, (min(right_most, right + step), min(bottom_most, bottom + step)), shade, 1)


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a label is written, in pixels of the picture."""

    scale: float
    thickness: int
    width: int
    height: int
    margin: int


def _lettering(picture: NDArray[np.uint8], text: str) -> Lettering:
    shortest, longest = sorted(picture.shape[:2])
    # Readable when a wide picture is shown whole on a screen, and no more than a part of a long one's height.
    scale = max(0.45, shortest / 1100, min(longest / 4000, shortest / 600))
    thickness = max(1, round(scale * 1.4))
    (width, height), _ = cv2.getTextSize(text, FONT, scale, thickness)
    margin = max(3, height // 3)
    room = picture.shape[1] - 2 * margin
    if width > room:
        scale, width, height = scale * room / width, room, height * room // width
    return Lettering(scale, thickness, width, height, margin)


def _place_plate(picture: NDArray[np.uint8], text: str, box: PixelBox, taken: Sequence[PixelBox]) -> PixelBox:
    """The first free place for a label: above the box, below it, within it, then further up and down."""
    letters = _lettering(picture, text)
    wide, high = letters.width + 2 * letters.margin, letters.height + 2 * letters.margin
    left, top, right, bottom = box
    gap = 3 * _line_width(picture)
    places = [(left, top - gap - high), (left, bottom + gap + 1), (left + gap, top + gap)]
    places += [(right - wide, y) for _, y in places]
    places += [(left, top - gap - step * high) for step in range(2, 6)]
    places += [(left, bottom + gap + 1 + step * high) for step in range(1, 5)]
    plates = [_inside(picture, (x, y, x + wide - 1, y + high - 1)) for x, y in places]
    unmoved = [plate for plate, (_, y) in zip(plates, places, strict=True) if plate[1] == y]
    free = [plate for plate in unmoved if not any(_meet(plate, other) for other in taken)]
    return (free or unmoved or plates)[0]


def _inside(picture: NDArray[np.uint8], plate: PixelBox) -> PixelBox:
    """A plate moved so far that it lies within the picture."""
    left, top, right, bottom = plate
    rows, columns = picture.shape[:2]
    x = min(max(left, 0), max(0, columns - 1 - (right - left)))
    y = min(max(top, 0), max(0, rows - 1 - (bottom - top)))
    return x, y, min(columns - 1, x + right - left), min(rows - 1, y + bottom - top)


def _meet(first: PixelBox, second: PixelBox) -> bool:
    return not (first[2] < second[0] or second[2] < first[0] or first[3] < second[1] or second[3] < first[1])


def _draw_plate(picture: NDArray[np.uint8], text: str, plate: PixelBox, colour: Colour) -> None:
    """A filled plate in the label's colour with the text on it, in black or white, whichever is read more easily."""
    letters = _lettering(picture, text)
    left, top, right, bottom = plate
    cv2.rectangle(picture, (left, top), (right, bottom), colour, cv2.FILLED)
    cv2.rectangle(picture, (left, top), (right, bottom), BLACK, 1)
    blue, green, red = colour
    # Luma of ITU-R BT.601; black reads better on anything not quite dark.
    ink = BLACK if 0.114 * blue + 0.587 * green + 0.299 * red > 110 else WHITE
    foot = left + letters.margin, top + letters.margin + letters.height
    cv2.putText(picture, text, foot, FONT, letters.scale, ink, letters.thickness, cv2.LINE_AA)

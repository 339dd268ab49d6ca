"""Many small pictures on one large one, each with its name: what a person looks over."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.writing import write_jpeg

Box = tuple[float, float, float, float]
_CAPTION = 22
_GAP = 6
_PAPER = 255
_BOX = 90
_QUALITY = 70
"""Small files: sheets are many, and looked at by eye alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture of a sheet.

    Attributes:
        caption: a few words under it, ASCII.
        grey: (rows, columns) uint8.
        boxes: (x0, y0, x1, y1) in its pixels, drawn around what is marked.
        stretch: height over width of one of its pixels, so that it is shown with true proportions.
    """

    caption: str
    grey: NDArray[np.uint8]
    boxes: tuple[Box, ...] = ()
    stretch: float = 1.0


def contact_sheet(pictures: Sequence[Picture], across: int, width: int) -> NDArray[np.uint8]:
    """Pictures in rows, (rows, columns) uint8; each row is as high as its highest.

    Args:
        pictures: in reading order.
        across: how many in a row.
        width: of each, in pixels.
    """
    cells = [_cell(picture, width) for picture in pictures]
    lines = []
    for start in range(0, len(cells), across):
        line = cells[start : start + across]
        line += [np.full((1, width), _PAPER, np.uint8)] * (across - len(line))
        height = max(cell.shape[0] for cell in line)
        padded = [_padded(cell, height + _GAP, width + _GAP) for cell in line]
        lines.append(np.concatenate(padded, axis=1))
    return np.concatenate(lines, axis=0)


def write_contact_sheet(path: Path, pictures: Sequence[Picture], across: int, width: int) -> None:
    """Write a contact sheet as a JPEG; see `contact_sheet`."""
    write_jpeg(path, contact_sheet(pictures, across, width), _QUALITY)


def _cell(picture: Picture, width: int) -> NDArray[np.uint8]:
    rows, columns = picture.grey.shape
    scale = width / columns
    height = max(1, round(rows * scale * picture.stretch))
    kind = cv2.INTER_AREA if width < columns else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(picture.grey, (width, height), interpolation=kind), np.uint8)
    for x0, y0, x1, y1 in picture.boxes:
        first = (round(x0 * scale) - 2, round(y0 * scale * picture.stretch) - 2)
        last = (round(x1 * scale) + 2, round(y1 * scale * picture.stretch) + 2)
        cv2.rectangle(small, first, last, _PAPER, 3)
        cv2.rectangle(small, first, last, _BOX, 1)
    caption = np.full((_CAPTION, width), _PAPER, np.uint8)
    cv2.putText(caption, picture.caption, (2, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.42, 0, 1, cv2.LINE_AA)
    return np.concatenate([small, caption], axis=0)


def _padded(cell: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    whole = np.full((height, width), _PAPER, np.uint8)
    whole[: cell.shape[0], : cell.shape[1]] = cell
    return whole

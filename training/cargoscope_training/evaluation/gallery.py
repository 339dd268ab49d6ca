"""Finds, misses and false alarms of every label on one picture, for a page that is read without the evaluation."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

import cv2
import numpy as np
from numpy.typing import NDArray

from cargoscope_training.evaluation.exhibits import OF_A_LABEL, SIZE, Exhibit, Shown

CELL = SIZE[0] * 3 // 4, SIZE[1] * 3 // 4
"""Width and height of a picture."""
LINES, LINE, LETTERS = 4, 15, 44
"""Of a caption: lines, their height in pixels, and letters in one."""
TITLE, GAP = 26, 8
_PAPER, _INK, _SOFT = 255, (30, 30, 30), (90, 90, 90)
_HEADS = ("found", "missed", "nothing there")
_QUALITY = 80


def write_gallery(shown: Sequence[Shown], path: Path) -> None:
    """Write a JPEG: a row for every label, the columns finds, misses and false alarms.

    Args:
        shown: pictures of the labels, at least one.
        path: of the file.
    """
    rows = [_row(each) for each in shown]
    cv2.imwrite(str(path), np.vstack([_heads(), *rows]), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])


def _heads() -> NDArray[np.uint8]:
    cells = [_text([head] if number == 0 else [], TITLE) for head in _HEADS for number in range(OF_A_LABEL)]
    return np.hstack(cells)


def _row(each: Shown) -> NDArray[np.uint8]:
    columns = [one for own in (each.finds, each.misses, each.alarms) for one in [*own, None, None][:OF_A_LABEL]]
    cells = np.hstack([_cell(one) for one in columns])
    return np.asarray(cells, np.uint8)


def _cell(exhibit: Exhibit | None) -> NDArray[np.uint8]:
    if exhibit is None:
        return _text([], CELL[1] + LINES * LINE + GAP)
    picture = np.asarray(cv2.imdecode(np.frombuffer(exhibit.jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    small = np.asarray(cv2.resize(picture, CELL, interpolation=cv2.INTER_AREA), np.uint8)
    beside = np.full((CELL[1], GAP, 3), _PAPER, np.uint8)
    caption = wrap(exhibit.caption, LETTERS)[:LINES]
    return np.vstack([np.hstack([small, beside]), _text(caption, LINES * LINE + GAP)])


def _text(lines: Sequence[str], height: int) -> NDArray[np.uint8]:
    """(height, width of a cell, 3) uint8."""
    paper = np.full((height, CELL[0] + GAP, 3), _PAPER, np.uint8)
    for number, line in enumerate(lines):
        place, colour = (2, 12 + number * LINE), _SOFT if number else _INK
        cv2.putText(paper, line, place, cv2.FONT_HERSHEY_SIMPLEX, 0.38, colour, 1, cv2.LINE_AA)
    return paper

"""Contact sheets on which real and simulated pictures take turns: whole vehicles, and squares of them."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.simulation.contact_sheet import Picture, contact_sheet
from cargoscope_datasets.writing import write_png
from cargoscope_training.evaluation.realism.pictures import Shown
from cargoscope_training.evaluation.realism.squares import KINDS, SQUARE_MM, outline, square

LENGTHS_MM = {"truck, 40 ft": 16_500.0, "container, 40 ft": 12_900.0, "container, 20 ft": 6_700.0}
"""As much of a picture as is shown, around the container's middle: all of a group stand at one scale."""
MM_PER_PX = 9.0
"""A wheel is a hundred pixels high, and a sheet as wide as a screen."""
CROP_PX = 380
"""Side of a square: some 3 mm a pixel, as the finest real rows."""
CROPS_ACROSS = 4
CROPS = 16
"""On a sheet, half of them real."""
_SCREEN_PX = 1840
_LETTERS = 38
"""Of a name that fit under a square."""
_AIR = 255


def write_sheets(folder: Path, real: Sequence[Shown], simulated: Sequence[Shown], seed: int) -> None:
    """Write a PNG for each group, and one for each kind of square.

    Args:
        folder: outside the repository.
        real: none where there is no data folder; simulated ones then stand alone.
        simulated: of any presets.
        seed: where squares are taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for group, length in LENGTHS_MM.items():
        own = ([each for each in pictures if each.group == group] for pictures in (real, simulated))
        width = round(length / MM_PER_PX)
        if shown := in_turn(*([_whole(each, length) for each in pictures] for pictures in own)):
            write_png(folder / f"{_file_name(group)}.png", contact_sheet(shown, max(1, _SCREEN_PX // width), width))
    for kind in KINDS:
        rng = np.random.default_rng(seed)
        wanted = CROPS // 2 if real else CROPS
        if shown := in_turn(*(_squares(rng, pictures, kind, wanted) for pictures in (real, simulated))):
            write_png(folder / f"crops_{_file_name(kind)}.png", contact_sheet(shown, CROPS_ACROSS, CROP_PX))


def in_turn(real: Sequence[Picture], simulated: Sequence[Picture]) -> list[Picture]:
    """A real one, a simulated one, as long as there are both; the simulated ones alone where nothing is real."""
    return list(chain.from_iterable(zip(real, simulated, strict=False))) if real else list(simulated)


def _file_name(words: str) -> str:
    return words.replace(",", "").replace(" ", "_")


def _whole(picture: Shown, length_mm: float) -> Picture:
    """As much around the middle of the container; air where the picture ends sooner."""
    columns = round(length_mm / picture.pitch_mm[1])
    box = outline(picture)
    middle = (box.left + box.right) // 2 if box else picture.grey.shape[1] // 2
    padded = np.pad(picture.grey, ((0, 0), (columns, columns)), constant_values=_AIR)
    start = middle + columns - columns // 2
    return _captioned(picture, padded[:, start : start + columns], picture.name)


def _squares(rng: np.random.Generator, pictures: Sequence[Shown], kind: str, wanted: int) -> list[Picture]:
    """Squares of one kind, from the pictures in turn; fewer where they hold none."""
    found: list[Picture] = []
    for number in np.tile(rng.permutation(len(pictures)), wanted).tolist():
        picture = pictures[number]
        place = square(rng, picture, kind)
        if place is not None:
            found.append(_square(picture, *place))
        if len(found) == wanted:
            break
    return found


def _square(picture: Shown, top: int, left: int) -> Picture:
    rows, columns = (round(SQUARE_MM / mm) for mm in picture.pitch_mm)
    across, down = left * picture.pitch_mm[1] / 1000, top * picture.pitch_mm[0] / 1000
    name = picture.name if len(picture.name) <= _LETTERS else f"{picture.name[: _LETTERS - 2]}.."
    grey = picture.grey[top : top + rows, left : left + columns]
    return _captioned(picture, grey, f"{name} {across:.1f}, {down:.1f} m")


def _captioned(picture: Shown, grey: NDArray[np.uint8], caption: str) -> Picture:
    return Picture(caption, grey, stretch=picture.pitch_mm[0] / picture.pitch_mm[1])

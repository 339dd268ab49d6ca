"""Statistics of real and simulated pictures side by side: tables, and curves as pictures."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from cargoscope_training.evaluation.picture_statistics import (
    BANDS,
    LEVELS,
    SQUARE_MM,
    Statistics,
    medians,
    statistics,
)
from cargoscope_training.evaluation.realism.pictures import Shown

Groups = Mapping[str, Sequence[Statistics]]
_LEVELS = [f"{low}-{high - 1}" for low, high in pairwise(LEVELS)]
_WAVES = [f"{2 * SQUARE_MM * 2**octave:.0f}-{4 * SQUARE_MM * 2**octave:.0f} mm" for octave in range(BANDS)]
"""Wavelengths: the finest that square pixels can hold is two of them."""
NUMBERS = {
    "row_mm": "row, mm",
    "column_mm": "column, mm",
    "dark": "darkest",
    "wall": "walls",
    "air": "air",
    "black": "near-black, of things",
    "edges": "edges, of things",
    "wall_noise": "noise of walls",
}
CURVES = {
    "histogram": ("share of pixels at grey", _LEVELS),
    "detail": ("detail at grey", _LEVELS),
    "along": ("power along, log10, at", _WAVES),
    "across": ("power across, log10, at", _WAVES),
}
_PLOT = (900, 520)
_COLOURS = ((30, 30, 30), (30, 120, 240), (200, 120, 30), (60, 160, 60), (160, 60, 160))
"""Blue, green, red; the first is what is real."""


def grouped(pictures: Sequence[Shown]) -> Groups:
    """Statistics of all pictures together, and by group."""
    groups: dict[str, list[Statistics]] = {"all": []}
    for picture in pictures:
        found = statistics(picture.grey, picture.pitch_mm)
        groups["all"].append(found)
        groups.setdefault(picture.group, []).append(found)
    return groups


def tables(origins: Mapping[str, Groups]) -> list[Table]:
    """One table for what is a single number; one for the curves of each group that all have.

    Args:
        origins: statistics by group of `real` pictures, where there are any, and of each preset.
    """
    single = Table(
        "pictures", "of", "count", *NUMBERS.values(), title="median (10th to 90th hundredth of the pictures)"
    )
    for group in sorted({group for groups in origins.values() for group in groups}):
        for origin, groups in origins.items():
            if many := groups.get(group):
                cells = [_span(medians(many, name)[:, 0]) for name in NUMBERS]
                single.add_row(group, origin, str(len(many)), *cells)
        single.add_section()
    shared = [group for group in next(iter(origins.values())) if all(group in groups for groups in origins.values())]
    return [
        single,
        *(_curves(group, {origin: groups[group] for origin, groups in origins.items()}) for group in shared),
    ]


def _curves(group: str, origins: Groups) -> Table:
    table = Table(group, *(f"{origin}, {len(many)}" for origin, many in origins.items()), title="medians")
    for name, (text, bands) in CURVES.items():
        columns = [medians(many, name)[0] for many in origins.values()]
        for number, band in enumerate(bands):
            table.add_row(f"{text} {band}", *(f"{column[number]:.3f}" for column in columns))
        table.add_section()
    return table


def _span(three: NDArray[np.float64]) -> str:
    middle, low, high = three.tolist()
    return f"{middle:.3g} ({low:.3g}-{high:.3g})"


def write_plots(folder: Path, origins: Mapping[str, Groups]) -> None:
    """A PNG for each curve of all pictures: medians as thick lines, the middle eight tenths between thin ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (text, bands) in CURVES.items():
        curves = {origin: medians(groups["all"], name) for origin, groups in origins.items()}
        cv2.imwrite(str(folder / f"{name}.png"), _plot(f"{text} {bands[0]} to {bands[-1]}", curves))


def _plot(title: str, curves: Mapping[str, NDArray[np.float64]]) -> NDArray[np.uint8]:
    width, height = _PLOT
    paper = np.full((height, width, 3), 255, np.uint8)
    every = np.nan_to_num(np.concatenate([curve.ravel() for curve in curves.values()]))
    low, high = float(every.min()), float(every.max())
    _say(paper, f"{title}: {low:.2f} to {high:.2f}", 0, (0, 0, 0))
    for number, (origin, curve) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        _say(paper, origin, number + 1, colour)
        x = np.linspace(60, width - 20, curve.shape[1])
        y = height - 40 - (np.nan_to_num(curve) - low) / max(high - low, 1e-9) * (height - 100)
        for line, thick in zip(y, (3, 1, 1), strict=True):
            points = np.stack([x, line], axis=1).round().astype(np.int32)
            cv2.polylines(paper, [points], False, colour, thick, cv2.LINE_AA)
    return paper


def _say(paper: NDArray[np.uint8], words: str, line: int, colour: tuple[int, int, int]) -> None:
    cv2.putText(paper, words, (20, 30 + 22 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 1, cv2.LINE_AA)

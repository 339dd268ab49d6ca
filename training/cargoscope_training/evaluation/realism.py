"""How real simulated pictures look: statistics beside those of real scans, and a page to tell them apart blindly.

    python -m cargoscope_training.evaluation.realism DATA --plots FOLDER
    python -m cargoscope_training.evaluation.realism DATA --blind FOLDER

Real scans are those of the look half. Nothing that is written may go into the repository: the pages hold real scans.
"""

import argparse
import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_training.evaluation.picture_statistics import LEVELS, Statistics, medians, statistics
from cargoscope_training.evaluation.real_scans import SHRUNK, clean_scans

PRESET = "archive_6mv"
"""The scanner whose look was matched to the real pictures."""
FIRST_SEED = 5_000_000
PATCHES = 40
PATCH_MM = 1800.0
PATCH_PX = 320
_PLOT = (900, 520)
_SHOWN = {
    "black": "near-black, of things",
    "edges": "edges, of things",
    "wall_noise": "noise of empty walls, grey levels",
    "histogram": "share of pixels by grey",
    "detail": "detail by grey, grey levels",
    "along": "power along, finest octave first, log10",
    "across": "power across, finest octave first, log10",
}


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture, real or simulated.

    Attributes:
        group: the conveyance, as far as it is recorded of real scans too: `truck, 40 ft`, `container, 20 ft`, `van`.
        grey: (rows, columns) uint8.
        pitch_mm: row and column size.
    """

    group: str
    grey: NDArray[np.uint8]
    pitch_mm: tuple[float, float]


def real_pictures(data: Path) -> list[Shown]:
    """The look half."""
    pictures = []
    for scan in clean_scans(data, "look"):
        if scan.name != SHRUNK:
            grey = np.asarray(cv2.imread(str(scan.path), cv2.IMREAD_GRAYSCALE), np.uint8)
            carrier = "truck" if scan.name.startswith("trucks") else "container"
            pictures.append(Shown(_with_length(carrier, scan.note), grey, scan.pitch_mm))
    return pictures


def _with_length(carrier: str, told: str) -> str:
    """With the container's length, the first number of feet that is told."""
    length = re.search(r"\b(20|40|45)\b", told.replace("_", " "))
    return f"{carrier}, {length[0]} ft" if length else carrier


def conveyance_group(conveyance: str, *, cut: bool) -> str:
    """The group of a simulated picture; one that is cut to its container counts as a container."""
    if not re.search(r"_\d", conveyance):
        return conveyance
    return _with_length("truck" if conveyance.startswith("truck_") and not cut else "container", conveyance)


def simulated_pictures(count: int) -> list[Shown]:
    """As many clean ones."""
    pictures = []
    for number in track(range(count), "simulating", transient=True):
        scan = simulate(FIRST_SEED + number, preset=PRESET)
        pitch = (scan.pitch.row_mm, scan.pitch.column_mm)
        pictures.append(Shown(conveyance_group(scan.conveyance, cut=scan.cut), scan.picture(), pitch))
    return pictures


def grouped(pictures: Sequence[Shown]) -> dict[str, list[Statistics]]:
    """Statistics of all pictures together, and by group."""
    groups: dict[str, list[Statistics]] = {"all": []}
    for picture in pictures:
        found = statistics(picture.grey, picture.pitch_mm)
        groups["all"].append(found)
        groups.setdefault(picture.group, []).append(found)
    return groups


def tables(real: Mapping[str, list[Statistics]], simulated: Mapping[str, list[Statistics]]) -> list[Table]:
    """One table for what is a single number, by group; one for the curves of each group that both have."""
    single = Table("pictures", "count", *(text for name, text in _SHOWN.items() if not _is_curve(name)),
                   title="median (10th to 90th hundredth of the pictures)")  # fmt: skip
    for origin, groups in (("real", real), ("simulated", simulated)):
        for group, many in sorted(groups.items()):
            cells = [_span(medians(many, name)[:, 0]) for name in _SHOWN if not _is_curve(name)]
            single.add_row(f"{origin}, {group}", str(len(many)), *cells)
    return [single, *(_curves(group, real[group], simulated[group]) for group in real if group in simulated)]


def _curves(group: str, real: list[Statistics], simulated: list[Statistics]) -> Table:
    table = Table(group, f"real, {len(real)}", f"simulated, {len(simulated)}", title="medians")
    for name, text in _SHOWN.items():
        if _is_curve(name):
            table.add_row(text, *(_row(medians(many, name)[0]) for many in (real, simulated)))
    return table


def _is_curve(name: str) -> bool:
    return name in ("histogram", "detail", "along", "across")


def _span(three: NDArray[np.float64]) -> str:
    middle, low, high = three.tolist()
    return f"{middle:.3g} ({low:.2g}-{high:.2g})"


def _row(values: NDArray[np.float64]) -> str:
    return " ".join(f"{value:.2f}" for value in values)


def write_plots(folder: Path, real: Mapping[str, list[Statistics]], simulated: Mapping[str, list[Statistics]]) -> None:
    """A PNG for each curve: medians as lines, the middle eight tenths as bands; real dark, simulated light."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _SHOWN.items():
        if _is_curve(name):
            curves = [medians(groups["all"], name) for groups in (real, simulated)]
            cv2.imwrite(str(folder / f"{name}.png"), _plot(text, curves))


def _plot(title: str, curves: Sequence[NDArray[np.float64]]) -> NDArray[np.uint8]:
    width, height = _PLOT
    paper = np.full((height, width, 3), 255, np.uint8)
    every = np.nan_to_num(np.concatenate([curve.ravel() for curve in curves]))
    low, high = float(every.min()), float(every.max())
    colours = ((30, 30, 30), (30, 120, 240))
    for curve, colour in zip(curves, colours, strict=True):
        x = np.linspace(60, width - 20, curve.shape[1])
        y = height - 40 - (np.nan_to_num(curve) - low) / max(high - low, 1e-9) * (height - 100)
        for line, thick in zip(y, (3, 1, 1), strict=True):
            points = np.stack([x, line], axis=1).round().astype(np.int32)
            cv2.polylines(paper, [points], False, colour, thick, cv2.LINE_AA)
    words = f"{title}: {low:.2f} to {high:.2f}; black real, orange simulated"
    cv2.putText(paper, words, (20, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 1, cv2.LINE_AA)
    return paper


def write_blind_page(folder: Path, real: Sequence[Shown], simulated: Sequence[Shown], seed: int) -> None:
    """40 patches in random order, half of them real, as `page.html`; what each was is in `key.json`."""
    rng = np.random.default_rng(seed)
    kinds = rng.permutation(np.arange(PATCHES) % 2 == 0)
    rows, key = [], {}
    for number, is_real in enumerate(kinds.tolist(), 1):
        patch = _patch(rng, real if is_real else simulated)
        picture = base64.b64encode(cv2.imencode(".png", patch)[1].tobytes()).decode()
        rows.append(f'<figure><img src="data:image/png;base64,{picture}"><figcaption>{number}</figcaption></figure>')
        key[str(number)] = "real" if is_real else "simulated"
    folder.mkdir(parents=True, exist_ok=True)
    style = "<style>body{background:#888}figure{display:inline-block;margin:8px;text-align:center}</style>"
    (folder / "page.html").write_text(f"<!doctype html><title>Real?</title>{style}{''.join(rows)}", encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")


def _patch(rng: np.random.Generator, pictures: Sequence[Shown]) -> NDArray[np.uint8]:
    """A square piece in true proportions that is neither all air nor all black."""
    while True:
        picture = pictures[int(rng.integers(len(pictures)))]
        rows, columns = (
            min(round(PATCH_MM / mm), side) for mm, side in zip(picture.pitch_mm, picture.grey.shape, strict=True)
        )
        top = int(rng.integers(picture.grey.shape[0] - rows + 1))
        left = int(rng.integers(picture.grey.shape[1] - columns + 1))
        patch = picture.grey[top : top + rows, left : left + columns]
        if np.mean((patch > LEVELS[1]) & (patch < LEVELS[-2])) > 0.35:
            size = (PATCH_PX, max(1, round(PATCH_PX * rows * picture.pitch_mm[0] / (columns * picture.pitch_mm[1]))))
            return np.asarray(cv2.resize(patch, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def main() -> None:
    """Print tables, and write plots or a blind page where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with cargo/scans.tsv")
    parser.add_argument("--scans", type=int, default=40, help="simulated scans")
    parser.add_argument("--plots", type=Path, help="write the curves here, outside the repository")
    parser.add_argument("--blind", type=Path, help="write a blind page and its key here, outside the repository")
    parser.add_argument("--seed", type=int, default=1, help="of the blind page")
    chosen = parser.parse_args()
    real, simulated = real_pictures(chosen.data), simulated_pictures(chosen.scans)
    groups = grouped(real), grouped(simulated)
    for each in tables(*groups):
        Console(width=160).print(each)
    if chosen.plots:
        write_plots(chosen.plots, *groups)
    if chosen.blind:
        write_blind_page(chosen.blind, real, simulated, chosen.seed)


if __name__ == "__main__":
    main()
